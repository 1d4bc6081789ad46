using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>
/// A call between two of its journal records, kept for the case that its process dies: forwarded and not settled (then its provider has
/// cost us something that nobody pays), or settled and not released (then its client may have seen nothing, and gets its money back).
/// </summary>
[KeptWhile("the call is open")]
internal sealed class OpenCall
{
    private OpenCall() { }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Guid RequestId { get; private init; }

    [NotPersonal("number of a node")]
    public long Node { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset At { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public int ModelId { get; private init; }

    [NotPersonal("which of our deployments was called")]
    public int DeploymentId { get; private init; }

    [NotPersonal("which price applies")]
    public int PriceVersionId { get; private init; }

    /// <summary>A fair guess; its provider has at least read the input.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public long InputTokens { get; private init; }

    /// <summary>What those tokens cost by that price.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Money Cost { get; private init; }

    [NotPersonal("whether the answer is a stream")]
    public bool Streamed { get; private init; }

    /// <summary>Settled, and its answer not yet released.</summary>
    [NotPersonal("how far a call has come")]
    public bool Settled { get; private init; }

    public static OpenCall Of(in JournalRecord record) => new()
    {
        RequestId = record.RequestId,
        Node = record.Node,
        At = record.At,
        AccountNumber = record.AccountNumber,
        KeyId = record.KeyId,
        ModelId = record.ModelId,
        DeploymentId = record.DeploymentId,
        PriceVersionId = record.PriceVersionId,
        InputTokens = record.Tokens.Input,
        Cost = record.Cost,
        Streamed = record.Streamed,
        Settled = record.Kind == JournalKind.Usage,
    };

    internal sealed class Table : IEntityTypeConfiguration<OpenCall>
    {
        public void Configure(EntityTypeBuilder<OpenCall> call)
        {
            call.ToTable("open_calls");
            call.HasKey(c => c.RequestId);
            call.Property(c => c.RequestId).ValueGeneratedNever();
            call.HasIndex(c => c.Node);
        }
    }
}

internal static class OpenCallSet
{
    extension(PortalDb db)
    {
        public DbSet<OpenCall> OpenCalls => db.Set<OpenCall>();
    }
}
