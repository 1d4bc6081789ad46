using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>Chooses a plan for an account of the demonstration, as its owner would.</summary>
public sealed class PlanSeeder
{
    private readonly PlanDesk _desk;
    private readonly PlanPurchases _purchases;
    private readonly Plans.Subscriptions _subscriptions;
    private readonly PlanShelf _shelf;
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _clock;

    internal PlanSeeder(
        PlanDesk desk, PlanPurchases purchases, Plans.Subscriptions subscriptions, PlanShelf shelf, IDbContextFactory<PortalDb> databases, TimeProvider clock) =>
        (_desk, _purchases, _subscriptions, _shelf, _databases, _clock) = (desk, purchases, subscriptions, shelf, databases, clock);

    public async Task ChooseAsync(Guid accountId, long accountNumber, Guid planId, CancellationToken cancellationToken)
    {
        var chosen = await _desk.ChooseAsync(accountId, accountNumber, planId, long.MaxValue, cancellationToken);
        if (chosen.Failure is { } refusal)
        {
            throw new InvalidOperationException($"The demonstration's plan could not be chosen: {refusal}");
        }
    }

    /// <summary>Buys a plan from the wallet at a time that is past; it has been renewed since, or canceled in its first period.</summary>
    public async Task BuyAsync(Guid accountId, long accountNumber, Guid planId, DateTimeOffset at, bool stays, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = _clock.GetUtcNow();
        var plan = (await _shelf.OfferedAsync(db, planId, now, cancellationToken))!;
        var subscription = await _subscriptions.AskAsync(db, accountId, accountNumber, plan.Version, renewsItself: true, at, cancellationToken);
        subscription = await BeginAsync(db, subscription, new NewPeriod(plan, PurchaseKind.Start, default, at), cancellationToken);
        while (stays && subscription.PeriodUntil <= now)
        {
            subscription = await BeginAsync(db, subscription, new NewPeriod(plan, PurchaseKind.Renewal, default, subscription.PeriodUntil), cancellationToken);
        }

        if (!stays)
        {
            await _subscriptions.CancelAsync(db, subscription.Id, at.AddDays(7), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<SubscriptionFacts> BeginAsync(PortalDb db, SubscriptionFacts subscription, NewPeriod period, CancellationToken cancellationToken)
    {
        var begun = await _purchases.BeginAsync(db, subscription, period, cancellationToken);
        return begun.Value ?? throw new InvalidOperationException($"The demonstration's plan could not be bought: {begun.Failure}");
    }
}
