using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>One try that did not answer a call, as the gateway tells it to the request log. The one that answered is the call's own row.</summary>
/// <param name="ErrorCode">Our own code; never a provider's words.</param>
public readonly record struct AttemptDraft(int DeploymentId, string ErrorCode, TimeSpan Duration);

/// <summary>One try that did not answer a call, kept as long as the call's row. The customer pays for none of them.</summary>
internal sealed class RequestAttempt
{
    private RequestAttempt() { }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [PartOf(typeof(RequestLogEntry))]
    public Guid RequestId { get; private init; }

    /// <summary>From 1, in the order of trying.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int Number { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset At { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int DeploymentId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public string ErrorCode { get; private init; } = "";

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public int DurationMilliseconds { get; private init; }

    public static IEnumerable<RequestAttempt> Of(RequestLogDraft call) => (call.FailedAttempts ?? []).Select((attempt, index) => new RequestAttempt
    {
        RequestId = call.RequestId,
        Number = index + 1,
        At = DateTimeOffset.FromUnixTimeMilliseconds(call.At.ToUnixTimeMilliseconds()),
        DeploymentId = attempt.DeploymentId,
        ErrorCode = attempt.ErrorCode,
        DurationMilliseconds = (int)Math.Clamp(attempt.Duration.TotalMilliseconds, 0, int.MaxValue),
    });

    [StoredIn(typeof(RequestLogDb))]
    internal sealed class Table : IEntityTypeConfiguration<RequestAttempt>
    {
        public void Configure(EntityTypeBuilder<RequestAttempt> attempt)
        {
            attempt.ToTable("request_attempts");
            attempt.HasKey(a => new { a.RequestId, a.Number });
            attempt.Property(a => a.ErrorCode).HasMaxLength(RequestLogEntry.CodeLength);
            attempt.HasIndex(a => a.At);
        }
    }
}

internal static class RequestAttemptSet
{
    extension(RequestLogDb db)
    {
        public DbSet<RequestAttempt> RequestAttempts => db.Set<RequestAttempt>();
    }
}
