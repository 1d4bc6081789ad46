using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>Plans in words, the same on every page.</summary>
internal static class PlanWords
{
    /// <summary>How long one price holds: a month.</summary>
    public static string Period(PlanPeriod period, IStringLocalizer<BillingText> T) => period switch
    {
        PlanPeriod.Month => T["per month"],
        PlanPeriod.Year => T["per year"],
        _ => T["per 30 days"],
    };

    public static string Overage(PlanOverage overage, IStringLocalizer<BillingText> T) => overage == PlanOverage.Stop
        ? T["When the credit is used up, calls stop until the next period. The wallet is not touched."]
        : T["When the credit is used up, your wallet pays for further calls."];

    public static string Kind(PurchaseKind kind, IStringLocalizer<BillingText> T) => kind switch
    {
        PurchaseKind.Start => T["Bought"],
        PurchaseKind.Trial => T["Trial"],
        PurchaseKind.Renewal => T["Renewed"],
        _ => T["Changed"],
    };

    public static Money Kurus(long kurus) => Money.FromKurus(kurus);
}
