using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>The limits of one key, or of one account as a whole.</summary>
internal sealed class StoredLimits
{
    private StoredLimits() { }

    public StoredLimits(Guid scopeId, Guid accountId) => (ScopeId, AccountId) = (scopeId, accountId);

    /// <summary>The id of the key or of the account.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid ScopeId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long? RequestsPerMinute { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long? TokensPerMinute { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long? RequestsPerDay { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long? TokensPerDay { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public long? Concurrency { get; private set; }

    [Personal(DataCategory.Finance, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Money? SpendPerDay { get; private set; }

    [Personal(DataCategory.Finance, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Money? SpendPerWeek { get; private set; }

    [Personal(DataCategory.Finance, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Money? SpendPerMonth { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string[] Models { get; private set; } = [];

    /// <summary>CIDR blocks.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public string[] Networks { get; private set; } = [];

    /// <summary>By which every node sees that there is news. Grows with every change, whatever the clocks of the nodes say.</summary>
    [NotPersonal("when a setting was changed")]
    public DateTimeOffset ChangedAt { get; private set; }

    public void Apply(LimitSet limits, DateTimeOffset now)
    {
        (RequestsPerMinute, TokensPerMinute) = (limits.RequestsPerMinute, limits.TokensPerMinute);
        (RequestsPerDay, TokensPerDay, Concurrency) = (limits.RequestsPerDay, limits.TokensPerDay, limits.Concurrency);
        (SpendPerDay, SpendPerWeek, SpendPerMonth) = (limits.SpendPerDay, limits.SpendPerWeek, limits.SpendPerMonth);
        (Models, Networks) = ([.. limits.Models], [.. limits.Networks]);
        var next = ChangedAt.AddMilliseconds(1);      // the least that both databases can tell apart
        ChangedAt = now > next ? now : next;
    }

    public LimitSet ToLimits() =>
        new(RequestsPerMinute, TokensPerMinute, RequestsPerDay, TokensPerDay, Concurrency, SpendPerDay, SpendPerWeek, SpendPerMonth)
        {
            Models = Models,
            Networks = Networks,
        };

    internal sealed class Table : IEntityTypeConfiguration<StoredLimits>
    {
        public void Configure(EntityTypeBuilder<StoredLimits> limits)
        {
            limits.ToTable("limits");
            limits.HasKey(l => l.ScopeId);
            limits.Property(l => l.ScopeId).ValueGeneratedNever();
            limits.HasIndex(l => l.AccountId);
            limits.HasIndex(l => l.ChangedAt);
        }
    }
}

internal static class StoredLimitsSet
{
    extension(PortalDb db)
    {
        public DbSet<StoredLimits> StoredLimits => db.Set<StoredLimits>();
    }
}
