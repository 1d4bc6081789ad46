using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>A balance below which an account's people want to hear of it.</summary>
internal sealed class BalanceWarning
{
    private BalanceWarning() { }

    public BalanceWarning(Guid accountId, long accountNumber, long thresholdKurus, bool isArmed) =>
        (AccountId, AccountNumber, ThresholdKurus, IsArmed) = (accountId, accountNumber, thresholdKurus, isArmed);

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long ThresholdKurus { get; private init; }

    /// <summary>Whether the balance has been above since the last warning. Changed by conditional writes alone.</summary>
    [NotPersonal("state of a warning")]
    public bool IsArmed { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<BalanceWarning>
    {
        public void Configure(EntityTypeBuilder<BalanceWarning> warning)
        {
            warning.ToTable("balance_warnings");
            warning.HasKey(w => new { w.AccountId, w.ThresholdKurus });
        }
    }
}

internal static class BalanceWarningSet
{
    extension(PortalDb db)
    {
        public DbSet<BalanceWarning> BalanceWarnings => db.Set<BalanceWarning>();
    }
}
