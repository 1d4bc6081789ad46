using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>
/// What a node has taken of one limit in one window, to spend without asking. Σ over the nodes never exceeds the limit. Not used on SQLite.
/// </summary>
[NoSubject("counts of a window that ends within weeks"), KeptWhile("its window lasts, and a day")]
internal sealed class LimitTaking
{
    private LimitTaking() { }

    /// <summary>The key or the account.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Guid ScopeId { get; private init; }

    [NotPersonal("which limit, one of a closed list")]
    public LimitRule Rule { get; private init; }

    /// <summary>When the window began.</summary>
    [NotPersonal("start of a window of time")]
    public DateTimeOffset WindowAt { get; private init; }

    [NotPersonal("number of a node")]
    public long Node { get; private init; }

    /// <summary>Requests, tokens or micros, as the rule counts.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public long Taken { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<LimitTaking>
    {
        public void Configure(EntityTypeBuilder<LimitTaking> taking)
        {
            taking.ToTable("limit_takings");
            taking.HasKey(t => new { t.ScopeId, t.Rule, t.WindowAt, t.Node });
            taking.HasIndex(t => t.WindowAt);
        }
    }
}

internal static class LimitTakingSet
{
    extension(PortalDb db)
    {
        public DbSet<LimitTaking> LimitTakings => db.Set<LimitTaking>();
    }
}
