using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>What a month brought, by the books; a cost or loss is above zero.</summary>
/// <param name="Recurring">What the plans of its last moment bring in a month (MRR), without tax.</param>
/// <param name="Subscribers">Accounts with a paid plan at its last moment.</param>
/// <param name="Lost">Of those at its first moment, how many had none at its last.</param>
internal sealed record RevenueMonth(
    DateOnly First, Money Usage, Money Plans, Money Vat, Money Promotion, Money Loss, Money Recurring, int Subscribers, int SubscribersBefore, int Lost)
{
    /// <summary>The part of its first moment's subscribers that left; null where there were none.</summary>
    public decimal? Churn => SubscribersBefore == 0 ? null : (decimal)Lost / SubscribersBefore;
}

/// <summary>The operator's figures: twelve months, and what is owed now.</summary>
internal sealed record RevenueFigures(IReadOnlyList<RevenueMonth> Months, Money VatDue, Money Deferred)
{
    public RevenueMonth Current => Months[^1];
}

/// <summary>Computes the operator's figures from the ledger and from the plans that were bought.</summary>
internal sealed class Revenue(LedgerTotals totals, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MonthCount = 12;
    private const double DaysOfMonth = 365.25 / 12;

    public async Task<RevenueFigures> ReadAsync(CancellationToken cancellationToken)
    {
        var today = PlanPeriods.DayOf(clock.GetUtcNow());
        DateOnly[] firsts = [.. Enumerable.Range(0, MonthCount).Select(i => new DateOnly(today.Year, today.Month, 1).AddMonths(i - MonthCount + 1))];
        var sums = await totals.ReadAsync([.. firsts.Select(PlanPeriods.StartOf)], cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var oldest = PlanPeriods.StartOf(firsts[0]);
        var purchases = await db.PlanPurchases.AsNoTracking().Where(p => p.PriceKurus > 0 && p.Until > oldest).ToListAsync(cancellationToken);
        return new RevenueFigures(
            [.. firsts.Select(first => Month(first, sums, purchases))],
            new Money(sums.Where(sum => sum.Account == LedgerAccount.VatPayable).Sum(sum => sum.Amount.Micros)),
            new Money(sums.Where(sum => sum.Account == LedgerAccount.DeferredRevenue).Sum(sum => sum.Amount.Micros)));
    }

    private RevenueMonth Month(DateOnly first, IReadOnlyList<LedgerTotal> sums, List<PlanPurchase> purchases)
    {
        var (start, end) = (PlanPeriods.StartOf(first), PlanPeriods.StartOf(first.AddMonths(1)));
        var last = end < clock.GetUtcNow() ? end : clock.GetUtcNow();
        var mine = sums.Where(sum => sum.FromAt == start).ToList();
        var before = Running(purchases, start).Select(p => p.AccountId).ToHashSet();
        var running = Running(purchases, last).ToList();
        var accounts = running.Select(p => p.AccountId).ToHashSet();
        return new RevenueMonth(
            first,
            Sum(mine, LedgerAccount.Revenue, kind => kind is not LedgerEntryKind.PlanRevenue), Sum(mine, LedgerAccount.Revenue, kind => kind is LedgerEntryKind.PlanRevenue),
            Sum(mine, LedgerAccount.VatPayable), Cost(mine, LedgerAccount.PromotionalCost), Cost(mine, LedgerAccount.OurLoss),
            Money.FromKurus(running.Sum(MonthlyKurus)), accounts.Count, before.Count, before.Count(account => !accounts.Contains(account)));
    }

    // What another plan has taken the place of no longer runs, though its period had days left.
    private static IEnumerable<PlanPurchase> Running(List<PlanPurchase> purchases, DateTimeOffset at) =>
        purchases.Where(p => p.From <= at && p.Until > at && (p.ClosedAt is null || p.ClosedAt > at));

    private static long MonthlyKurus(PlanPurchase purchase) =>
        purchase.PriceKurus / Math.Max(1, (long)Math.Round((purchase.Until - purchase.From).TotalDays / DaysOfMonth));

    private static Money Sum(IEnumerable<LedgerTotal> sums, LedgerAccount account, Func<LedgerEntryKind, bool>? kinds = null) =>
        new(sums.Where(sum => sum.Account == account && (kinds is null || kinds(sum.Kind))).Sum(sum => sum.Amount.Micros));

    private static Money Cost(IEnumerable<LedgerTotal> sums, LedgerAccount account) => new(-Sum(sums, account).Micros);
}
