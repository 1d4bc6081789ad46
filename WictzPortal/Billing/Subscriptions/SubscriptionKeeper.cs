using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>Does what has come due of subscriptions: renews, lets end, reminds. Each in a transaction of its own, and each safe to repeat.</summary>
internal sealed partial class SubscriptionKeeper(
    IDbContextFactory<PortalDb> databases, PlanShelf shelf, Plans.Subscriptions subscriptions, PlanPurchases purchases, PlanBooks books,
    PlanLetters letters, LimitBook limits, IOptions<BillingOptions> options, TimeProvider clock, ILogger<SubscriptionKeeper> log)
{
    private static readonly TimeSpan OrderLife = TimeSpan.FromDays(7);
    private const int Batch = 200;

    /// <summary>All that has come due. Returns how many rows were moved.</summary>
    public async Task<int> AdvanceAllAsync(CancellationToken cancellationToken)
    {
        var (moved, now) = (0, clock.GetUtcNow());
        DateTimeOffset? after = null;
        while (await subscriptions.DueAsync(now, after, Batch, cancellationToken) is { Count: > 0 } due)
        {
            foreach (var subscription in due)
            {
                moved += await TryAsync(() => AdvanceAsync(subscription, cancellationToken), subscription.Id) ? 1 : 0;
            }

            after = due[^1].PeriodUntil;
        }

        return moved + await EmptyAllAsync(now, cancellationToken) + await AbandonAsync(now, cancellationToken);
    }

    /// <summary>Brings one up to date. False when there is nothing to do.</summary>
    public async Task<bool> AdvanceAsync(SubscriptionFacts due, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var held = await books.HeldAsync(db, due.AccountNumber, cancellationToken);      // locks: one at a time of each account
        if (await subscriptions.FindAsync(db, due.Id, cancellationToken) is not { } subscription || !subscription.IsDueAt(now)
            || !await MoveAsync(db, subscription, held, now, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        await limits.RefreshAsync(due.AccountId, cancellationToken);
        letters.Nudge();
        return true;
    }

    /// <summary>Reminds the owners of periods that end within a week. Returns how many were reminded.</summary>
    public async Task<int> RemindAsync(CancellationToken cancellationToken)
    {
        var (reminded, now) = (0, clock.GetUtcNow());
        foreach (var ending in await subscriptions.EndingAsync(now, now.AddDays(7), cancellationToken))
        {
            reminded += await TryAsync(() => RemindAsync(ending, now, cancellationToken), ending.Id) ? 1 : 0;
        }

        letters.Nudge();
        return reminded;
    }

    private async Task<bool> MoveAsync(PortalDb db, SubscriptionFacts subscription, Money held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var running = (await shelf.FindAsync(db, subscription.VersionId, cancellationToken))!;
        var next = subscription.EndsWithPeriod ? null : await purchases.NextAsync(db, subscription, now, cancellationToken);
        if (next is not null && (subscription.RenewsItself || next.Version.IsFree)
            && await purchases.RenewAsync(db, subscription, next, held, now, cancellationToken))
        {
            return true;
        }

        var grace = TimeSpan.FromDays(options.Value.Subscriptions.GraceDays);
        if (subscription.State == SubscriptionState.Grace && now < subscription.GraceUntil)
        {
            return false;
        }

        await books.CloseAsync(db, subscription, 0, goesOn: false, held, now, cancellationToken);
        if (subscription.State == SubscriptionState.Active && next is not null && grace > TimeSpan.Zero)
        {
            var unpaid = Required(await subscriptions.EnterGraceAsync(db, subscription.Id, now + grace, now, cancellationToken));
            await letters.UnpaidAsync(db, unpaid, next, cancellationToken);
            return true;
        }

        Required(subscription.EndsWithPeriod
            ? await subscriptions.EndCanceledAsync(db, subscription.Id, now, cancellationToken)
            : await subscriptions.ExpireAsync(db, subscription.Id, now, cancellationToken));
        await books.ReleaseAsync(db, subscription, now, cancellationToken);
        await letters.EndedAsync(db, subscription.AccountId, running.Plan, cancellationToken);
        return true;
    }

    private async Task<bool> RemindAsync(SubscriptionFacts ending, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = Reminders.Due(ending.PeriodUntil - now)!.Value;
        if (ending.RemindedDays <= days)
        {
            return false;
        }

        var available = await books.AvailableAsync(ending.AccountNumber, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var running = (await shelf.FindAsync(db, ending.VersionId, cancellationToken))!;
        var next = await purchases.NextAsync(db, ending, ending.PeriodUntil, cancellationToken);
        if (!(await subscriptions.RemindAsync(db, ending.Id, days, now, cancellationToken)).Succeeded)
        {
            return false;
        }

        // A free plan that goes on as it is costs nobody anything, also not attention.
        var goesOn = next is { Version.IsFree: true } && next.Plan.Id == ending.PlanId && !ending.EndsWithPeriod;
        if (!goesOn)
        {
            await letters.EndingAsync(db, ending, running, next, available.Micros >= next?.Version.Price.Micros, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return !goesOn;
    }

    private async Task<int> EmptyAllAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Guid> left;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            left = await db.PlanPurchases.Where(p => p.EmptiedAt == null && p.ClosedAt != null).Select(p => p.Id).ToListAsync(cancellationToken);
        }

        var emptied = 0;
        foreach (var id in left)
        {
            emptied += await TryAsync(() => InOneAsync(db => books.EmptyAsync(db, id, now, cancellationToken), cancellationToken), id) ? 1 : 0;
        }

        return emptied;
    }

    private async Task<int> AbandonAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var abandoned = 0;
        foreach (var id in await subscriptions.PendingSinceAsync(now - OrderLife, cancellationToken))
        {
            abandoned += await TryAsync(
                () => InOneAsync(async db => (await subscriptions.CancelAsync(db, id, now, cancellationToken)).Succeeded, cancellationToken), id) ? 1 : 0;
        }

        return abandoned;
    }

    private async Task<bool> InOneAsync(Func<PortalDb, Task<bool>> work, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var done = await work(db);
        if (done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return done;
    }

    // One that fails must not keep the others from their turn; it has its own again with the next run.
    private async Task<bool> TryAsync(Func<Task<bool>> work, Guid id)
    {
        try
        {
            return await work();
        }
        catch (DbUpdateException exception)
        {
            LogFailed(id, exception);
            return false;
        }
    }

    private static SubscriptionFacts Required(Outcome<SubscriptionFacts> moved) =>
        moved.Value ?? throw new InvalidOperationException($"A subscription that had come due could not be moved: {moved.Failure}");

    [LoggerMessage(LogLevel.Warning, "{Id} could not be brought up to date now. The next run tries again.")]
    private partial void LogFailed(Guid id, Exception exception);
}
