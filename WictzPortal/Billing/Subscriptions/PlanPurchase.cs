using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>How a period of a plan came about. Numbers are stored: they never change.</summary>
public enum PurchaseKind : byte
{
    Start = 1,
    Trial = 2,
    Renewal = 3,

    /// <summary>In place of another plan's period that was running.</summary>
    Change = 4,
}

/// <summary>
/// One period of a plan that an account has: bought, on trial or free. Its price is deferred revenue until it is closed, and its allowance
/// ends with it.
/// </summary>
internal sealed class PlanPurchase
{
    private PlanPurchase() { }

    [NotPersonal("random id of a purchase")]
    public Guid Id { get; private init; }

    [NotPersonal("id of a subscription")]
    public Guid SubscriptionId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid VersionId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public PurchaseKind Kind { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset From { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset Until { get; private init; }

    /// <summary>Without tax: what was taken from the wallet, and what was carried over from the period before.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long PriceKurus { get; private init; }

    /// <summary>The part of the price that was left of the plan that ran before.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long CarriedKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Allowance { get; private init; }

    /// <summary>The order whose payment bought it.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid? OrderId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    /// <summary>When its price became revenue: at its end, or when another plan took its place.</summary>
    [NotPersonal("when a period was booked")]
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When the rest of its allowance was taken out; later than its end while calls in flight held some.</summary>
    [NotPersonal("when a period was booked")]
    public DateTimeOffset? EmptiedAt { get; private set; }

    /// <summary>What is taken from the wallet.</summary>
    public long DueKurus => PriceKurus - CarriedKurus;

    public static PlanPurchase Of(NewPurchase purchase, DateTimeOffset at) => new()
    {
        Id = purchase.Id,
        SubscriptionId = purchase.Subscription.Id,
        AccountId = purchase.Subscription.AccountId,
        AccountNumber = purchase.Subscription.AccountNumber,
        VersionId = purchase.Plan.Version.Id,
        Kind = purchase.Kind,
        From = purchase.Subscription.PeriodFrom,
        Until = purchase.Subscription.PeriodUntil,
        PriceKurus = purchase.Kind == PurchaseKind.Trial ? 0 : purchase.Plan.Version.PriceKurus,
        CarriedKurus = purchase.CarriedKurus,
        Allowance = purchase.Allowance,
        OrderId = purchase.OrderId,
        At = at,
    };

    public void Close(DateTimeOffset now) => ClosedAt ??= now;

    public void Empty(DateTimeOffset now) => EmptiedAt ??= now;

    internal sealed class Table : IEntityTypeConfiguration<PlanPurchase>
    {
        public void Configure(EntityTypeBuilder<PlanPurchase> purchase)
        {
            purchase.ToTable("plan_purchases");
            purchase.Property(p => p.Id).ValueGeneratedNever();
            purchase.Ignore(p => p.DueKurus);
            purchase.HasIndex(p => p.AccountId);
            purchase.HasIndex(p => p.SubscriptionId);
            purchase.HasIndex(p => new { p.EmptiedAt, p.Until });
        }
    }
}

/// <summary>A period to be entered into the books, after the subscription has moved to it.</summary>
/// <param name="CarriedKurus">What is left of the price of the plan that ran before.</param>
internal sealed record NewPurchase(
    Guid Id, SubscriptionFacts Subscription, PricedPlan Plan, PurchaseKind Kind, Money Allowance, long CarriedKurus, Guid? OrderId);

internal static class PlanPurchaseSet
{
    extension(PortalDb db)
    {
        public DbSet<PlanPurchase> PlanPurchases => db.Set<PlanPurchase>();
    }
}
