using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Promotional credit that ends on a day. What is left of it is computed from the books and stored nowhere.</summary>
internal sealed class CreditGrant
{
    private CreditGrant() { }

    public CreditGrant(NewGrant grant, DateTimeOffset endsAt, DateTimeOffset now) =>
        (Id, AccountNumber, Amount, GivenAt, EndsAt) = (grant.Id, grant.AccountNumber, grant.Amount, now, endsAt);

    [NotPersonal("random id of a grant")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Amount { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset GivenAt { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset EndsAt { get; private init; }

    /// <summary>When its end was booked; null before, and while calls in flight hold what is left of it.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(DateTimeOffset now) => EndedAt ??= now;

    public static string KeyOf(Guid id) => $"grant/{id:N}";

    public static string EndKeyOf(Guid id) => $"grant-end/{id:N}";

    internal sealed class Table : IEntityTypeConfiguration<CreditGrant>
    {
        public void Configure(EntityTypeBuilder<CreditGrant> grant)
        {
            grant.ToTable("credit_grants");
            grant.Property(g => g.Id).ValueGeneratedNever();
            grant.HasIndex(g => g.AccountNumber);
            grant.HasIndex(g => new { g.EndedAt, g.EndsAt });
        }
    }
}

/// <summary>Promotional credit to be given.</summary>
/// <param name="EndsAt">Null: it never ends.</param>
internal sealed record NewGrant(Guid Id, long AccountNumber, Money Amount, DateTimeOffset? EndsAt, MovementText Note);

/// <summary>What is left of a grant that has not ended.</summary>
public sealed record GrantLeft(Guid Id, Money Left, DateTimeOffset EndsAt);

internal static class CreditGrantSet
{
    extension(PortalDb db)
    {
        public DbSet<CreditGrant> CreditGrants => db.Set<CreditGrant>();
    }
}
