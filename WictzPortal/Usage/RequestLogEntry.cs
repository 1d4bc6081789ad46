using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>One call as the request log keeps it for 90 days: who, when, from where, how it went. Never what was said.</summary>
[OnlyFor(Purpose.ServiceDelivery, Purpose.Billing, Purpose.QuotaEnforcement, Purpose.Security)]
internal sealed class RequestLogEntry
{
    public const int RouteLength = 80;
    public const int CodeLength = 80;
    public const int ClientLength = 40;

    /// <summary>R-LOG90, the promise of policy B (B-34).</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>After this an address is cut to its network.</summary>
    public static readonly TimeSpan IpKeptWhole = TimeSpan.FromDays(30);

    private RequestLogEntry() { }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset At { get; private init; }

    /// <summary>The subject under whose data key the address is sealed.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int ModelId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int DeploymentId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public string Route { get; private init; } = "";

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int Status { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public string? ErrorCode { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public bool Streamed { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int DurationMilliseconds { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int? FirstByteMilliseconds { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public long InputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public long OutputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public UnitKind UnitKind { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public long UnitCount { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public Money Cost { get; private init; }

    /// <summary>Sealed under the account; whole for 30 days, then its /24 or /48.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Ip { get; private set; }

    [NotPersonal("whether the address is still whole")]
    public bool IpIsWhole { get; private set; }

    /// <summary>Family and major version from a closed list .</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public string ClientFamily { get; private init; } = "";

    public static RequestLogEntry Of(in RequestLogDraft draft, Sealed? ip) => new()
    {
        RequestId = draft.RequestId,
        At = DateTimeOffset.FromUnixTimeMilliseconds(draft.At.ToUnixTimeMilliseconds()),
        AccountId = draft.AccountId,
        AccountNumber = draft.AccountNumber,
        KeyId = draft.KeyId,
        ModelId = draft.ModelId,
        DeploymentId = draft.DeploymentId,
        Route = Cut(draft.Route, RouteLength),
        Status = draft.Status,
        ErrorCode = draft.ErrorCode is null ? null : Cut(draft.ErrorCode, CodeLength),
        Streamed = draft.Streamed,
        DurationMilliseconds = Milliseconds(draft.Duration),
        FirstByteMilliseconds = draft.FirstByte is { } firstByte ? Milliseconds(firstByte) : null,
        InputTokens = draft.InputTokens,
        OutputTokens = draft.OutputTokens,
        UnitKind = draft.Units.Kind,
        UnitCount = draft.Units.Count,
        Cost = draft.Cost,
        Ip = ip,
        IpIsWhole = ip is not null,
        ClientFamily = Cut(draft.ClientFamily, ClientLength),
    };

    /// <summary>Replaces the address by its network; by nothing when it could not be read any more.</summary>
    public void CutIp(Sealed? network) => (Ip, IpIsWhole) = (network, false);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static int Milliseconds(TimeSpan span) => (int)Math.Clamp(Math.Round(span.TotalMilliseconds), 0, int.MaxValue);

    [StoredIn(typeof(RequestLogDb))]
    internal sealed class Table : IEntityTypeConfiguration<RequestLogEntry>
    {
        public void Configure(EntityTypeBuilder<RequestLogEntry> entry)
        {
            entry.ToTable("request_log");
            entry.HasKey(e => e.RequestId);
            entry.Property(e => e.Route).HasMaxLength(RouteLength);
            entry.Property(e => e.ErrorCode).HasMaxLength(CodeLength);
            entry.Property(e => e.ClientFamily).HasMaxLength(ClientLength);
            entry.HasIndex(e => new { e.AccountNumber, e.At });
            entry.HasIndex(e => e.At);
            entry.HasIndex(e => e.At, "request_log_whole_ip").HasFilter("\"IpIsWhole\"");
        }
    }
}
