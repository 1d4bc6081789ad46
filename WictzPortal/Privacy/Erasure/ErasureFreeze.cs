using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Plans;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Brings everything of a person to a standstill, and back. Keys stay revoked: who froze the account may not be who used them.</summary>
internal sealed class ErasureFreeze(
    StandingBook standing, Standings standings, Subscriptions subscriptions, KeyIssuer keys, SessionStop sessions, TimeProvider clock)
{
    /// <summary>In the caller's transaction: no use of the data, no renewal.</summary>
    /// <returns>The subscriptions that were cancelled.</returns>
    public async Task<IReadOnlyList<Guid>> PlaceAsync(PortalDb db, SubjectScope scope, Guid? by, CancellationToken cancellationToken)
    {
        await standing.FreezeAsync(db, scope.UserId, by, cancellationToken);
        var cancelled = new List<Guid>();
        foreach (var account in scope.AccountIds)
        {
            if (await subscriptions.LiveAsync(db, account, cancellationToken) is { EndsWithPeriod: false } live
                && (await subscriptions.CancelAsync(db, live.Id, clock.GetUtcNow(), cancellationToken)).Succeeded)
            {
                cancelled.Add(live.Id);
            }
        }

        return cancelled;
    }

    /// <summary>After the commit: keys are refused and sessions end, here at once and on other nodes within seconds. Safe to repeat.</summary>
    public async Task EnforceAsync(SubjectScope scope, CancellationToken cancellationToken)
    {
        await standings.RefreshAsync(cancellationToken);
        foreach (var account in scope.AccountIds)
        {
            foreach (var key in (await keys.ListAsync(account, cancellationToken)).Where(key => key.RevokedAt is null))
            {
                await keys.RevokeAsync(account, key.Id, cancellationToken);
            }
        }

        await sessions.EndAllAsync(scope.UserId, cancellationToken);
    }

    /// <summary>In the caller's transaction. A subscription whose period has ended meanwhile stays ended.</summary>
    public async Task LiftAsync(PortalDb db, ErasureFacts facts, Guid? by, CancellationToken cancellationToken)
    {
        await standing.ThawAsync(db, facts.UserId, by, cancellationToken);
        foreach (var subscription in facts.Subscriptions)
        {
            await subscriptions.ResumeAsync(db, subscription, clock.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>In the caller's transaction: who is erased is neither frozen nor restricted any more.</summary>
    public Task EndAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) => standing.EndAllAsync(db, userId, cancellationToken);

    public Task RefreshAsync(CancellationToken cancellationToken) => standings.RefreshAsync(cancellationToken);
}
