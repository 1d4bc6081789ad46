using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>All that the page of an account's plan shows.</summary>
/// <param name="Next">What follows the period that runs; null when nothing does.</param>
/// <param name="Left">What is left of the period's credit.</param>
/// <param name="Available">What could be taken from the wallet now.</param>
/// <param name="Pending">A plan that was ordered and not paid.</param>
public sealed record PlanView(
    SubscriptionFacts? Live, PricedPlan? Running, PricedPlan? Next, Money Granted, Money Left, Money Available, PricedPlan? Pending,
    IReadOnlyList<PricedPlan> Offered, IReadOnlyList<PlanPurchaseRow> History, DateTimeOffset At);

/// <summary>A period that an account has had.</summary>
public sealed record PlanPurchaseRow(
    Guid Id, PricedPlan Plan, PurchaseKind Kind, DateTimeOffset From, DateTimeOffset Until, long PriceKurus, long CarriedKurus, Money Allowance,
    DateTimeOffset At);

/// <summary>Reads what the page of an account's plan shows.</summary>
internal sealed class PlanViews(
    IDbContextFactory<PortalDb> databases, PlanShelf shelf, Plans.Subscriptions subscriptions, PlanPurchases purchases, PlanBooks books, TimeProvider clock)
{
    private const int MostRows = 60;

    public async Task<PlanView> ReadAsync(Guid accountId, long accountNumber, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var live = await subscriptions.LiveAsync(db, accountId, cancellationToken);
        var running = live is null ? null : await shelf.FindAsync(db, live.VersionId, cancellationToken);
        var next = live is null || live.EndsWithPeriod ? null : await purchases.NextAsync(db, live, live.PeriodUntil, cancellationToken);
        var pending = await subscriptions.PendingAsync(db, accountId, null, cancellationToken);
        var history = await HistoryAsync(db, accountId, cancellationToken);
        var left = await books.LeftAsync(accountNumber, cancellationToken);
        return new PlanView(
            live, running, next,
            live is { State: not SubscriptionState.Grace } && history.Count > 0 ? history[0].Allowance : default,
            left,
            await books.AvailableAsync(accountNumber, cancellationToken),
            pending is null || live is not null ? null : await shelf.FindAsync(db, pending.VersionId, cancellationToken),
            await shelf.OfferedAsync(now, cancellationToken), history, now);
    }

    private async Task<IReadOnlyList<PlanPurchaseRow>> HistoryAsync(PortalDb db, Guid accountId, CancellationToken cancellationToken)
    {
        var bought = await db.PlanPurchases.AsNoTracking().Where(p => p.AccountId == accountId).OrderByDescending(p => p.At).ThenByDescending(p => p.Id)
            .Take(MostRows).ToListAsync(cancellationToken);
        var (rows, plans) = (new List<PlanPurchaseRow>(bought.Count), new Dictionary<Guid, PricedPlan>());
        foreach (var purchase in bought)
        {
            if (!plans.TryGetValue(purchase.VersionId, out var plan))
            {
                plans[purchase.VersionId] = plan = (await shelf.FindAsync(db, purchase.VersionId, cancellationToken))!;
            }

            // A period that another plan took the place of ended then.
            var until = purchase.ClosedAt < purchase.Until ? purchase.ClosedAt.Value : purchase.Until;
            rows.Add(new PlanPurchaseRow(
                purchase.Id, plan, purchase.Kind, purchase.From, until, purchase.PriceKurus, purchase.CarriedKurus, purchase.Allowance, purchase.At));
        }

        return rows;
    }
}
