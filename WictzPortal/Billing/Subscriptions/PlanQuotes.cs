using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>What choosing a plan would do.</summary>
public enum QuoteKind
{
    /// <summary>The account has this plan.</summary>
    Kept,
    Trial,
    Start,

    /// <summary>At once, in place of the plan that runs.</summary>
    Change,

    /// <summary>The next period of a plan whose period is over.</summary>
    Renewal,

    /// <summary>With the next period.</summary>
    Later,
}

/// <summary>What choosing a plan would do, and cost, at this moment.</summary>
/// <param name="CarriedKurus">What is left of the price of the plan that runs.</param>
/// <param name="Lost">What is left of its credit, which ends.</param>
/// <param name="From">When it would begin.</param>
public sealed record PlanQuote(QuoteKind Kind, PricedPlan Plan, long CarriedKurus, Money Lost, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>What would be taken from the wallet at once, without tax.</summary>
    public long DueKurus => Kind is QuoteKind.Start or QuoteKind.Change or QuoteKind.Renewal ? Plan.Version.PriceKurus - CarriedKurus : 0;

    public Money Due => Money.FromKurus(DueKurus);
}

/// <summary>Works out what choosing a plan would do and cost.</summary>
internal sealed class PlanQuotes(PlanShelf shelf, Plans.Subscriptions subscriptions, NewCharges charges)
{
    private static readonly Failure NotSold = new(FailureKind.Conflict, "plans.not_sold", "This plan is not sold any more.");

    /// <param name="held">What calls hold of the account's credit.</param>
    /// <returns>Or <c>plans.not_sold</c>, <c>billing.restricted</c>.</returns>
    public async Task<Outcome<PlanQuote>> QuoteAsync(
        PortalDb db, Guid accountId, long accountNumber, Guid planId, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var quoted = await LookAsync(db, accountId, accountNumber, planId, held, now, cancellationToken);
        return quoted.Value is { DueKurus: > 0 } && charges.Refusal(accountId) is { } refusal ? refusal : quoted;
    }

    private async Task<Outcome<PlanQuote>> LookAsync(
        PortalDb db, Guid accountId, long accountNumber, Guid planId, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Locked first, so that two orders of one account are looked at one after the other.
        var rest = await PlanBooks.RestAsync(db, accountNumber, held, cancellationToken);
        if (await shelf.OfferedAsync(db, planId, now, cancellationToken) is not { } plan)
        {
            return NotSold;
        }

        if (await subscriptions.LiveAsync(db, accountId, cancellationToken) is { } live)
        {
            return await ChangeAsync(db, live, plan, rest, now, cancellationToken);
        }

        var hadTrial = await db.PlanPurchases.AnyAsync(p => p.AccountId == accountId && p.Kind == PurchaseKind.Trial, cancellationToken);
        return plan.Version.TrialDays > 0 && !hadTrial
            ? new PlanQuote(QuoteKind.Trial, plan, 0, default, now, now.AddDays(plan.Version.TrialDays))
            : At(QuoteKind.Start, plan, now);
    }

    private async Task<PlanQuote> ChangeAsync(
        PortalDb db, SubscriptionFacts live, PricedPlan plan, Money rest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isSame = live.PlanId == plan.Plan.Id;
        switch (live.State)
        {
            case SubscriptionState.Grace when isSame:
                return new PlanQuote(QuoteKind.Renewal, plan, 0, default, live.PeriodUntil, await NextEndAsync(db, live, plan, cancellationToken));
            case SubscriptionState.Grace:
                return At(QuoteKind.Change, plan, now);
            case SubscriptionState.Trialing:
                return At(QuoteKind.Change, plan, now) with { Lost = rest };
        }

        var old = (await shelf.FindAsync(db, live.VersionId, cancellationToken))!.Version;
        if (isSame)
        {
            return new PlanQuote(QuoteKind.Kept, plan, 0, default, live.PeriodFrom, live.PeriodUntil);
        }

        var carried = await CarriedAsync(db, live, rest, now, cancellationToken);
        return PerYear(plan.Version) > PerYear(old) && plan.Version.PriceKurus > carried
            ? At(QuoteKind.Change, plan, now) with { CarriedKurus = carried, Lost = rest }
            : new PlanQuote(QuoteKind.Later, plan, 0, default, live.PeriodUntil, await NextEndAsync(db, live, plan, cancellationToken));
    }

    private static async Task<long> CarriedAsync(PortalDb db, SubscriptionFacts live, Money rest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var running = await db.PlanPurchases.AsNoTracking().SingleOrDefaultAsync(
            p => p.SubscriptionId == live.Id && p.ClosedAt == null, cancellationToken);
        return running is null ? 0 : Proration.UnusedKurus(running.PriceKurus, running.From, running.Until, now, running.Allowance, rest);
    }

    private async Task<DateTimeOffset> NextEndAsync(PortalDb db, SubscriptionFacts live, PricedPlan plan, CancellationToken cancellationToken)
    {
        var old = (await shelf.FindAsync(db, live.VersionId, cancellationToken))!.Version;
        return live.NextEnd(plan.Version, old.Period);
    }

    private static PlanQuote At(QuoteKind kind, PricedPlan plan, DateTimeOffset now)
    {
        var (from, until) = PlanPeriods.Holding(now, plan.Version.Period, now);
        return new PlanQuote(kind, plan, 0, default, from, until);
    }

    // Twelve months and 365 days: only for telling which of two is the dearer.
    private static long PerYear(PlanVersionFacts version) => version.Period switch
    {
        PlanPeriod.Month => version.PriceKurus * 12,
        PlanPeriod.Days30 => version.PriceKurus * 365 / 30,
        _ => version.PriceKurus,
    };
}
