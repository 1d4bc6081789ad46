using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>A word that customers change for promotional credit.</summary>
[NoSubject("an offer to everybody; it names the staff member who made it")]
internal sealed class Coupon
{
    public const int CodeLength = 40;

    private Coupon() { }

    public Coupon(NewCoupon coupon, string code, Guid? madeBy, DateTimeOffset now) =>
        (Code, AmountKurus, ValidUntil, CreditDays, MostUses, MostUsesPerAccount, MadeBy, MadeAt) = (
            code, coupon.AmountKurus, coupon.ValidUntil, coupon.CreditDays, coupon.MostUses, coupon.MostUsesPerAccount, madeBy, now);

    [NotPersonal("random id of a coupon")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>In capitals.</summary>
    [NotPersonal("a word for everybody who has it")]
    public string Code { get; private init; } = "";

    [NotPersonal("an offer")]
    public long AmountKurus { get; private init; }

    [NotPersonal("an offer")]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset ValidUntil { get; private init; }

    /// <summary>How long the credit lasts once redeemed; null for ever.</summary>
    [NotPersonal("an offer")]
    public int? CreditDays { get; private init; }

    /// <summary>In all; null without an end.</summary>
    [NotPersonal("an offer")]
    public int? MostUses { get; private init; }

    [NotPersonal("an offer")]
    public int MostUsesPerAccount { get; private init; }

    /// <summary>Counted by a conditional write, so that no two redemptions take the last use.</summary>
    [NotPersonal("a count")]
    public int Uses { get; private init; }

    /// <summary>Null for the portal itself.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Billing, LegalBasis.LegitimateInterest, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? MadeBy { get; private init; }

    [NotPersonal("time of an offer")]
    public DateTimeOffset MadeAt { get; private init; }

    [NotPersonal("end of an offer")]
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public void Withdraw(DateTimeOffset now) => WithdrawnAt ??= now;

    /// <summary>People type small letters and Turkish ones: a code knows neither.</summary>
    public static string Normalize(string? typed) =>
        (typed ?? "").Trim().Replace('ı', 'I').Replace('i', 'I').Replace('İ', 'I').ToUpperInvariant();

    internal sealed class Table : IEntityTypeConfiguration<Coupon>
    {
        public void Configure(EntityTypeBuilder<Coupon> coupon)
        {
            coupon.ToTable("coupons");
            coupon.Property(c => c.Code).HasMaxLength(CodeLength);
            coupon.HasIndex(c => c.Code).IsUnique();
        }
    }
}

/// <summary>A coupon that an account has redeemed.</summary>
internal sealed class CouponUse
{
    private CouponUse() { }

    public CouponUse(Guid couponId, Guid accountId, int count, Guid by, DateTimeOffset now) =>
        (CouponId, AccountId, Count, By, At) = (couponId, accountId, count, by, now);

    /// <summary>Also the grant's id.</summary>
    [NotPersonal("random id of a redemption")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a coupon")]
    public Guid CouponId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    /// <summary>The account's first, second … use: unique with it.</summary>
    [NotPersonal("a count")]
    public int Count { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid By { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<CouponUse>
    {
        public void Configure(EntityTypeBuilder<CouponUse> use)
        {
            use.ToTable("coupon_uses");
            use.HasIndex(u => new { u.CouponId, u.AccountId, u.Count }).IsUnique();
        }
    }
}

/// <summary>A coupon to be made.</summary>
internal sealed record NewCoupon(string Code, long AmountKurus, DateTimeOffset ValidUntil, int? CreditDays, int? MostUses, int MostUsesPerAccount);

internal static class CouponSets
{
    extension(PortalDb db)
    {
        public DbSet<Coupon> Coupons => db.Set<Coupon>();

        public DbSet<CouponUse> CouponUses => db.Set<CouponUse>();
    }
}
