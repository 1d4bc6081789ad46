using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>
/// What of an account's credit no node has leased: its balance − Σ leases. A row of its own, so that leasing waits for nobody who posts
/// usage. Below zero where credit was taken back while it was leased. Not used on SQLite. With the leases it adds up to a balance of the
/// books, so it stays as long as that.
/// </summary>
[KeptWhile("its account has postings")]
internal sealed class CreditPool
{
    private CreditPool() { }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Money Unleased { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<CreditPool>
    {
        public void Configure(EntityTypeBuilder<CreditPool> pool)
        {
            pool.ToTable("credit_pools");
            pool.HasKey(p => p.AccountNumber);
            pool.Property(p => p.AccountNumber).ValueGeneratedNever();
        }
    }
}

/// <summary>
/// What a node may spend of an account's credit without asking: what it was granted − what of its usage has been posted. Not used on SQLite.
/// </summary>
[KeptWhile("the node that holds it lives")]
internal sealed class CreditLease
{
    private CreditLease() { }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [NotPersonal("number of a node")]
    public long Node { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Money Amount { get; private init; }

    /// <summary>What calls in flight hold of it, as the node last told.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Money Reserved { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<CreditLease>
    {
        public void Configure(EntityTypeBuilder<CreditLease> lease)
        {
            lease.ToTable("credit_leases", table => table.HasCheckConstraint("never_overspent", "\"Amount\" >= 0"));
            lease.HasKey(l => new { l.AccountNumber, l.Node });
            lease.HasIndex(l => l.Node);
        }
    }
}

internal static class CreditSets
{
    extension(PortalDb db)
    {
        public DbSet<CreditPool> CreditPools => db.Set<CreditPool>();

        public DbSet<CreditLease> CreditLeases => db.Set<CreditLease>();
    }
}
