using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Gateway;

/// <summary>That an idempotency key was used, and by which call; for a day. Neither the key itself nor anything of the call is kept.</summary>
[NoSubject("known by a keyed hash alone")]
internal sealed class IdempotencyClaim
{
    /// <summary>R-SHORT.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private IdempotencyClaim() { }

    public IdempotencyClaim(string key, Guid requestId, DateTimeOffset now) => (Key, RequestId, At) = (key, requestId, now);

    /// <summary>Keyed hash of account, address and the caller's key; 64 hex digits.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Secret)]
    public string Key { get; private init; } = "";

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public Guid RequestId { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    [KeptFrom(RetentionRule.Transient, Days=1)]
    public DateTimeOffset At { get; private set; }

    public void Renew(Guid requestId, DateTimeOffset now) => (RequestId, At) = (requestId, now);

    internal sealed class Table : IEntityTypeConfiguration<IdempotencyClaim>
    {
        public void Configure(EntityTypeBuilder<IdempotencyClaim> claim)
        {
            claim.ToTable("idempotency_claims");
            claim.HasKey(c => c.Key);
            claim.Property(c => c.Key).HasMaxLength(64);
            claim.HasIndex(c => c.At);
        }
    }
}

internal static class IdempotencyClaimSet
{
    extension(PortalDb db)
    {
        public DbSet<IdempotencyClaim> IdempotencyClaims => db.Set<IdempotencyClaim>();
    }
}
