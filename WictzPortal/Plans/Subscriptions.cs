using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>
/// Accounts' subscriptions: finds them, and moves them from state to state in the caller's transaction. Every node hears of a move within
/// a second. What a move costs is for the folder to see to that moves money.
/// </summary>
public sealed class Subscriptions
{
    private static readonly Failure Unknown = new(FailureKind.NotFound, "plans.no_subscription", "You have no plan.");

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly LimitEditor _limits;

    internal Subscriptions(IDbContextFactory<PortalDb> databases, LimitEditor limits) => (_databases, _limits) = (databases, limits);

    /// <summary>The one that is on trial, active or in grace.</summary>
    public async Task<SubscriptionFacts?> LiveAsync(PortalDb db, Guid accountId, CancellationToken cancellationToken) =>
        (await db.Subscriptions.AsNoTracking().Where(Subscription.IsLive).SingleOrDefaultAsync(s => s.AccountId == accountId, cancellationToken))?.ToFacts();

    /// <inheritdoc cref="LiveAsync(PortalDb, Guid, CancellationToken)" />
    public async Task<SubscriptionFacts?> LiveAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken) =>
        (await db.Subscriptions.AsNoTracking().Where(Subscription.IsLive).SingleOrDefaultAsync(s => s.AccountNumber == accountNumber, cancellationToken))?.ToFacts();

    /// <inheritdoc cref="LiveAsync(PortalDb, Guid, CancellationToken)" />
    public async Task<SubscriptionFacts?> LiveAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await LiveAsync(db, accountId, cancellationToken);
    }

    public async Task<SubscriptionFacts?> FindAsync(PortalDb db, Guid id, CancellationToken cancellationToken) =>
        (await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken))?.ToFacts();

    /// <summary>The newest order of the account for a plan that is not paid.</summary>
    public async Task<SubscriptionFacts?> PendingAsync(PortalDb db, Guid accountId, Guid? versionId, CancellationToken cancellationToken) =>
        (await db.Subscriptions.AsNoTracking()
            .Where(s => s.AccountId == accountId && s.State == SubscriptionState.Pending && (versionId == null || s.VersionId == versionId))
            .OrderByDescending(s => s.AskedAt).FirstOrDefaultAsync(cancellationToken))?.ToFacts();

    /// <summary>Those whose period or grace needs to be looked at, the longest overdue first.</summary>
    public async Task<IReadOnlyList<SubscriptionFacts>> DueAsync(DateTimeOffset at, DateTimeOffset? after, int most, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var due = await db.Subscriptions.AsNoTracking().Where(Subscription.IsLive).Where(s => s.PeriodUntil <= at && (after == null || s.PeriodUntil > after))
            .OrderBy(s => s.PeriodUntil).Take(most).ToListAsync(cancellationToken);
        return [.. due.Select(s => s.ToFacts())];
    }

    /// <summary>Those whose period ends between two instants.</summary>
    public async Task<IReadOnlyList<SubscriptionFacts>> EndingAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var ending = await db.Subscriptions.AsNoTracking()
            .Where(s => (s.State == SubscriptionState.Active || s.State == SubscriptionState.Trialing) && s.PeriodUntil > from && s.PeriodUntil <= until)
            .OrderBy(s => s.PeriodUntil).ToListAsync(cancellationToken);
        return [.. ending.Select(s => s.ToFacts())];
    }

    /// <summary>Orders that nobody has paid since.</summary>
    public async Task<IReadOnlyList<Guid>> PendingSinceAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.Subscriptions.Where(s => s.State == SubscriptionState.Pending && s.AskedAt < before).Select(s => s.Id).ToListAsync(cancellationToken);
    }

    public async Task<SubscriptionFacts> AskAsync(
        PortalDb db, Guid accountId, long accountNumber, PlanVersionFacts version, bool renewsItself, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subscription = Subscription.Ask(accountId, accountNumber, version, renewsItself, now);
        db.Subscriptions.Add(subscription);
        await db.SaveChangesAsync(cancellationToken);
        return subscription.ToFacts();
    }

    public Task<Outcome<SubscriptionFacts>> TryAsync(PortalDb db, Guid id, PlanVersionFacts version, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Try(version, now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> StartAsync(PortalDb db, Guid id, PlanVersionFacts version, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Start(version, now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> RenewAsync(
        PortalDb db, Guid id, PlanVersionFacts version, PlanPeriod before, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Renew(version, before, now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> EnterGraceAsync(PortalDb db, Guid id, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.EnterGrace(until, now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> ExpireAsync(PortalDb db, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Expire(now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> CancelAsync(PortalDb db, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Cancel(now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> ResumeAsync(PortalDb db, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Resume(now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> EndCanceledAsync(PortalDb db, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.EndCanceled(now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> SetRenewalAsync(PortalDb db, Guid id, bool itself, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.SetRenewal(itself), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> ChangeLaterAsync(PortalDb db, Guid id, Guid? planId, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.ChangeLater(planId, now), cancellationToken);

    public Task<Outcome<SubscriptionFacts>> RemindAsync(PortalDb db, Guid id, int days, DateTimeOffset now, CancellationToken cancellationToken) =>
        MoveAsync(db, id, s => s.Remind(days, now), cancellationToken);

    private async Task<Outcome<SubscriptionFacts>> MoveAsync(
        PortalDb db, Guid id, Func<Subscription, Failure?> move, CancellationToken cancellationToken)
    {
        if (await db.Subscriptions.AsTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } subscription)
        {
            return Unknown;
        }

        var (state, version) = (subscription.State, subscription.VersionId);
        if (move(subscription) is { } refusal)
        {
            return refusal;
        }

        await db.SaveChangesAsync(cancellationToken);
        if (state != subscription.State || version != subscription.VersionId)
        {
            await _limits.TouchAsync(db, subscription.AccountId, cancellationToken);
        }

        return subscription.ToFacts();
    }
}
