using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>What a customer decides about the plan that is there.</summary>
public enum PlanStep
{
    /// <summary>It ends with its period, or at once when that is over.</summary>
    Cancel,
    Resume,
    RenewItself,
    NotRenewItself,

    /// <summary>It goes on as it is, instead of changing with the next period.</summary>
    Keep,
}

/// <summary>What a customer can do about plans: choose one, and decide about the one that is there. The pages see to who may.</summary>
internal sealed partial class PlanDesk(
    IDbContextFactory<PortalDb> databases, Plans.Subscriptions subscriptions, PlanQuotes quotes, PlanPurchases purchases, PlanBooks books,
    SubscriptionKeeper keeper, LimitBook limits, TimeProvider clock, ILogger<PlanDesk> log)
{
    private static readonly Failure Already = new(FailureKind.Conflict, "plans.already", "You have this plan already.");
    private static readonly Failure Moved = new(FailureKind.Conflict, "plans.not_now", "Your plan does not allow this at the moment. Look at it again.");

    /// <summary>What choosing a plan would do and cost now.</summary>
    public async Task<Outcome<PlanQuote>> QuoteAsync(Guid accountId, long accountNumber, Guid planId, CancellationToken cancellationToken)
    {
        await AdvanceAsync(accountId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var held = await books.HeldAsync(db, accountNumber, cancellationToken);
        return await quotes.QuoteAsync(db, accountId, accountNumber, planId, held, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>Buys, tries or changes to a plan, from the wallet; or changes to it with the next period.</summary>
    /// <param name="mostKurus">The amount that the person has agreed to: more is not taken.</param>
    /// <returns>
    /// The subscription; or <c>plans.not_sold</c>, <c>plans.already</c>, <c>plans.price_moved</c>, <c>plans.not_now</c>, <c>billing.not_enough</c>.
    /// </returns>
    public async Task<Outcome<SubscriptionFacts>> ChooseAsync(
        Guid accountId, long accountNumber, Guid planId, long mostKurus, CancellationToken cancellationToken)
    {
        var outcome = await InOneAsync(accountId, async db =>
        {
            var (held, now) = (await books.HeldAsync(db, accountNumber, cancellationToken), clock.GetUtcNow());
            var quoted = await quotes.QuoteAsync(db, accountId, accountNumber, planId, held, now, cancellationToken);
            return quoted.Value is not { } quote ? quoted.Failure!
                : quote.DueKurus > mostKurus
                    ? new Failure(FailureKind.Conflict, "plans.price_moved", "The amount has changed to {0}. Look at it again.", quote.Due)
                    : await ChooseAsync(db, accountId, accountNumber, quote, held, now, cancellationToken);
        }, cancellationToken);
        if (outcome.Succeeded)
        {
            LogChosen(accountNumber, planId);
        }

        return outcome;
    }

    /// <returns>The subscription as it is then; or <c>plans.no_subscription</c>, <c>plans.not_now</c>.</returns>
    public Task<Outcome<SubscriptionFacts>> DecideAsync(Guid accountId, PlanStep step, CancellationToken cancellationToken) => InOneAsync(accountId, async db =>
    {
        var now = clock.GetUtcNow();
        if (await subscriptions.LiveAsync(db, accountId, cancellationToken) is not { } live)
        {
            return new Failure(FailureKind.NotFound, "plans.no_subscription", "You have no plan.");
        }

        var decided = step switch
        {
            PlanStep.Cancel => await subscriptions.CancelAsync(db, live.Id, now, cancellationToken),
            PlanStep.Resume => await subscriptions.ResumeAsync(db, live.Id, now, cancellationToken),
            PlanStep.Keep => await subscriptions.ChangeLaterAsync(db, live.Id, null, now, cancellationToken),
            _ => await subscriptions.SetRenewalAsync(db, live.Id, step == PlanStep.RenewItself, cancellationToken),
        };
        if (decided is { Succeeded: true, Value.IsLive: false })
        {
            await books.ReleaseAsync(db, live, now, cancellationToken);      // it was in grace: its period had been booked
        }

        return decided;
    }, cancellationToken);

    private async Task<Outcome<SubscriptionFacts>> ChooseAsync(
        PortalDb db, Guid accountId, long accountNumber, PlanQuote quote, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (quote.Kind == QuoteKind.Kept)
        {
            return Already;
        }

        var live = await subscriptions.LiveAsync(db, accountId, cancellationToken);
        if (quote.Kind == QuoteKind.Later)
        {
            var resumed = live!.EndsWithPeriod ? await subscriptions.ResumeAsync(db, live.Id, now, cancellationToken) : live;
            return resumed.Succeeded ? await subscriptions.ChangeLaterAsync(db, live.Id, quote.Plan.Plan.Id, now, cancellationToken) : resumed;
        }

        var subscription = live ?? await subscriptions.PendingAsync(db, accountId, quote.Plan.Version.Id, cancellationToken)
            ?? await subscriptions.AskAsync(db, accountId, accountNumber, quote.Plan.Version, renewsItself: true, now, cancellationToken);
        var kind = quote.Kind switch
        {
            QuoteKind.Trial => PurchaseKind.Trial,
            QuoteKind.Renewal => PurchaseKind.Renewal,
            QuoteKind.Change => PurchaseKind.Change,
            _ => PurchaseKind.Start,
        };
        return await purchases.BeginAsync(db, subscription, new NewPeriod(quote.Plan, kind, held, now, quote.CarriedKurus), cancellationToken);
    }

    private async Task<Outcome<SubscriptionFacts>> InOneAsync(
        Guid accountId, Func<PortalDb, Task<Outcome<SubscriptionFacts>>> work, CancellationToken cancellationToken)
    {
        await AdvanceAsync(accountId, cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var outcome = await work(db);
            if (outcome.Succeeded)
            {
                await transaction.CommitAsync(cancellationToken);
                await limits.RefreshAsync(accountId, cancellationToken);
            }

            return outcome;
        }
        catch (DbUpdateException)
        {
            return Moved;      // another click was quicker: the database keeps one subscription and one change of it
        }
    }

    // What has come due meanwhile comes first: nobody decides about a period that is over.
    private async Task AdvanceAsync(Guid accountId, CancellationToken cancellationToken)
    {
        if (await subscriptions.LiveAsync(accountId, cancellationToken) is { } live && live.IsDueAt(clock.GetUtcNow()))
        {
            await keeper.AdvanceAsync(live, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Account {AccountNumber} has chosen the plan {PlanId}.")]
    private partial void LogChosen(long accountNumber, Guid planId);
}
