using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>A period that is to begin, and what pays for it.</summary>
/// <param name="CarriedKurus">What is left of the price of the plan that it takes the place of.</param>
/// <param name="Held">What calls hold of the account's credit, asked for before anything was posted.</param>
internal sealed record NewPeriod(PricedPlan Plan, PurchaseKind Kind, Money Held, DateTimeOffset At, long CarriedKurus = 0, Guid? OrderId = null)
{
    public long DueKurus => Kind == PurchaseKind.Trial ? 0 : Plan.Version.PriceKurus - CarriedKurus;
}

/// <summary>Begins plans' periods: takes the price, moves the subscription, books both. In the caller's transaction.</summary>
internal sealed class PlanPurchases(
    PlanShelf shelf, Plans.Subscriptions subscriptions, PlanBooks books, PlanLetters letters, NewCharges charges)
{
    /// <returns>
    /// The subscription as it is then; or <c>billing.not_enough</c>, and nothing has happened; or what the subscription refuses, and the
    /// caller rolls back.
    /// </returns>
    public async Task<Outcome<SubscriptionFacts>> BeginAsync(
        PortalDb db, SubscriptionFacts subscription, NewPeriod period, CancellationToken cancellationToken)
    {
        var (id, version) = (Guid.CreateVersion7(), period.Plan.Version);
        if (await books.TakeAsync(db, id, subscription.AccountNumber, period.DueKurus, period.Held, period.At, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await books.CloseAsync(db, subscription, period.CarriedKurus, goesOn: true, period.Held, period.At, cancellationToken);
        var moved = period.Kind switch
        {
            PurchaseKind.Trial => await subscriptions.TryAsync(db, subscription.Id, version, period.At, cancellationToken),
            PurchaseKind.Renewal => await MoveOnAsync(db, subscription, version, period.At, cancellationToken),
            _ => await subscriptions.StartAsync(db, subscription.Id, version, period.At, cancellationToken),
        };
        if (moved is { Succeeded: true, Value: { } begun })
        {
            var allowance = period.Kind == PurchaseKind.Trial
                ? Proration.TrialAllowance(version, begun.PeriodFrom, begun.PeriodUntil)
                : version.Allowance;
            var purchase = new NewPurchase(id, begun, period.Plan, period.Kind, allowance, period.CarriedKurus, period.OrderId);
            await books.EnterAsync(db, purchase, period.Held, period.At, cancellationToken);
        }

        return moved;
    }

    /// <summary>Buys the plan of a paid order from the wallet, in the payment's transaction.</summary>
    /// <param name="held">What calls held before the payment was booked.</param>
    /// <returns>False when the plan is not sold any more, or another one runs by now: the money stays in the wallet, and the owners are told.</returns>
    public async Task<bool> FulfilAsync(PortalDb db, OrderFacts order, Money held, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var plan = await shelf.FindAsync(db, order.PlanVersionId!.Value, cancellationToken)
            ?? throw new InvalidOperationException($"Order {order.Id} is for a plan that never was.");
        var live = await subscriptions.LiveAsync(db, order.AccountId, cancellationToken);
        var pending = await subscriptions.PendingAsync(db, order.AccountId, order.PlanVersionId, cancellationToken);
        var isSold = plan.Plan.State == PlanState.Offered && (live is null || await MayBeReplacedAsync(db, live, cancellationToken));
        if (isSold)
        {
            var subscription = live ?? pending
                ?? await subscriptions.AskAsync(db, order.AccountId, order.AccountNumber, plan.Version, renewsItself: true, at, cancellationToken);
            var kind = live is null ? PurchaseKind.Start : live.State == SubscriptionState.Grace && live.PlanId == plan.Plan.Id ? PurchaseKind.Renewal : PurchaseKind.Change;
            isSold = (await BeginAsync(db, subscription, new NewPeriod(plan, kind, held, at, OrderId: order.Id), cancellationToken)).Succeeded;
        }
        else
        {
            await letters.NotBoughtAsync(db, order.AccountId, plan.Plan, cancellationToken);
        }

        if (pending is not null && (live is not null || !isSold))
        {
            await subscriptions.CancelAsync(db, pending.Id, at, cancellationToken);
        }

        return isSold;
    }

    /// <summary>Renews a plan in grace whose price a payment has brought into the wallet, in the payment's transaction.</summary>
    /// <param name="held">What calls held before the payment was booked.</param>
    public async Task RenewUnpaidAsync(PortalDb db, Guid accountId, Money held, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await subscriptions.LiveAsync(db, accountId, cancellationToken) is { State: SubscriptionState.Grace, RenewsItself: true } unpaid
            && await NextAsync(db, unpaid, at, cancellationToken) is { } next)
        {
            await RenewAsync(db, unpaid, next, held, at, cancellationToken);
        }
    }

    /// <summary>Begins the period after the one that is over, if the wallet has its price.</summary>
    /// <returns>False when it has not, and nothing has happened.</returns>
    public async Task<bool> RenewAsync(
        PortalDb db, SubscriptionFacts subscription, PricedPlan next, Money held, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var renewed = await BeginAsync(db, subscription, new NewPeriod(next, PurchaseKind.Renewal, held, at), cancellationToken);
        if (renewed.Failure?.Kind == FailureKind.PaymentRequired)
        {
            return false;
        }

        var facts = renewed.Value ?? throw new InvalidOperationException($"A subscription that had come due could not be renewed: {renewed.Failure}");
        if (!next.Version.IsFree)
        {
            await letters.RenewedAsync(db, facts, next, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// What follows the period that runs; null when it is not sold any more, or would cost something and the owner's data is restricted:
    /// then nothing new is charged. A plan that is withdrawn before it begins leaves the one before.
    /// </summary>
    public async Task<PricedPlan?> NextAsync(PortalDb db, SubscriptionFacts subscription, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var next = (subscription.NextPlanId is { } other ? await shelf.OfferedAsync(db, other, at, cancellationToken) : null)
            ?? await shelf.OfferedAsync(db, subscription.PlanId, at, cancellationToken);
        return next is { Version.IsFree: false } && charges.Refusal(subscription.AccountId) is not null ? null : next;
    }

    /// <summary>Whether an order for a whole period may take this subscription's place: nothing is left of it that was paid for.</summary>
    public async Task<bool> MayBeReplacedAsync(PortalDb db, SubscriptionFacts live, CancellationToken cancellationToken) =>
        live.State is SubscriptionState.Trialing or SubscriptionState.Grace
        || await shelf.FindAsync(db, live.VersionId, cancellationToken) is { Version.IsFree: true };

    private async Task<Outcome<SubscriptionFacts>> MoveOnAsync(
        PortalDb db, SubscriptionFacts subscription, PlanVersionFacts version, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var before = await shelf.FindAsync(db, subscription.VersionId, cancellationToken);
        return await subscriptions.RenewAsync(db, subscription.Id, version, before!.Version.Period, at, cancellationToken);
    }
}
