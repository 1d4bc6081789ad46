using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>A plan whose next period is not paid.</summary>
/// <param name="Price">Of the period that is over, without tax.</param>
internal sealed record OverdueRow(long AccountNumber, SubscriptionState State, DateTimeOffset PeriodUntil, DateTimeOffset? GraceUntil, Money Price, Money Wallet);

/// <summary>An account that has been warned of its low balance, and has not paid since.</summary>
internal sealed record LowRow(long AccountNumber, Money Threshold, Money Balance);

/// <summary>Who has not paid, or soon cannot.</summary>
internal sealed class Dunning(Subscriptions subscriptions, GeneralLedger ledger, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int Most = 200;

    /// <summary>The longest overdue first.</summary>
    public async Task<IReadOnlyList<OverdueRow>> OverdueAsync(CancellationToken cancellationToken)
    {
        var due = await subscriptions.DueAsync(clock.GetUtcNow(), after: null, Most, cancellationToken);
        var ids = due.Select(s => s.Id).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var prices = (await db.PlanPurchases.AsNoTracking().Where(p => ids.Contains(p.SubscriptionId)).ToListAsync(cancellationToken))
            .GroupBy(p => p.SubscriptionId).ToDictionary(g => g.Key, g => g.MaxBy(p => p.From)!.PriceKurus);
        var rows = new List<OverdueRow>(due.Count);
        foreach (var subscription in due)
        {
            var balance = await ledger.BalanceAsync(subscription.AccountNumber, cancellationToken);
            rows.Add(new OverdueRow(
                subscription.AccountNumber, subscription.State, subscription.PeriodUntil, subscription.GraceUntil,
                Money.FromKurus(prices.GetValueOrDefault(subscription.Id)), new Money(balance.Wallet.Micros + balance.Aside.Micros)));
        }

        return rows;
    }

    /// <summary>The lowest balance first.</summary>
    public async Task<IReadOnlyList<LowRow>> LowAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var warned = await db.BalanceWarnings.AsNoTracking().Where(w => !w.IsArmed).ToListAsync(cancellationToken);
        var balances = warned.Count == 0 ? new Dictionary<long, Money>() : await ledger.BalancesAsync(cancellationToken);
        return [.. warned.GroupBy(w => w.AccountNumber)
            .Select(account => new LowRow(account.Key, Money.FromKurus(account.Min(w => w.ThresholdKurus)), balances.GetValueOrDefault(account.Key)))
            .OrderBy(row => row.Balance.Micros).Take(Most)];
    }
}
