using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>An erasure as its person sees it.</summary>
public sealed record ErasureView(Guid Id, string Number, ErasureKind Kind, ErasureState State, DateTimeOffset StartedAt, DateTimeOffset PurgeAt)
{
    /// <summary>The person may take it back; a child's account stays locked.</summary>
    public bool CanBeTakenBack => State is ErasureState.Waiting && Kind is not ErasureKind.UnderAge;
}

/// <summary>An erasure to be begun.</summary>
/// <param name="By">The person, or the member of staff who acts.</param>
public sealed record NewErasure(Guid UserId, ErasureKind Kind, Guid By)
{
    /// <summary>The request it carries out. Null: one is filed, where the kind is a request.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>When the request arrived: the deadline counts from there. Null: now.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Without the time in which it could be taken back.</summary>
    public bool AtOnce { get; init; }
}

/// <summary>What was begun.</summary>
/// <param name="Path">The page on which it can be seen and taken back, without signing in.</param>
public sealed record BegunErasure(Guid Id, string Number, string Path);

/// <summary>Begins erasures, takes them back and hurries them. What is begun is frozen before the call returns.</summary>
public sealed class Erasures
{
    private static readonly Failure Over = new(FailureKind.Conflict, "privacy.erasure_over", "This cannot be taken back any more.");

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ErasurePreviews _previews;
    private readonly ErasureSubjects _subjects;
    private readonly ErasureFreeze _freeze;
    private readonly ErasureCancel _cancel;
    private readonly ErasurePost _post;
    private readonly DataSubjectRequests _requests;
    private readonly RequestDesk _desk;
    private readonly TimeProvider _clock;

    internal Erasures(
        IDbContextFactory<PortalDb> databases, ErasurePreviews previews, ErasureSubjects subjects, ErasureFreeze freeze, ErasureCancel cancel,
        ErasurePost post, DataSubjectRequests requests, RequestDesk desk, TimeProvider clock) =>
        (_databases, _previews, _subjects, _freeze, _cancel, _post, _requests, _desk, _clock) =
            (databases, previews, subjects, freeze, cancel, post, requests, desk, clock);

    public static string PathOf(string secret) => $"/privacy/leave/{secret}";

    /// <returns>The erasure; or <c>privacy.members_left</c>, <c>privacy.erasure_runs</c>, or why the request was refused.</returns>
    public async Task<Outcome<BegunErasure>> BeginAsync(NewErasure wanted, CancellationToken cancellationToken)
    {
        var facts = await _subjects.OfAsync(wanted.UserId, cancellationToken);
        if (wanted is { Kind: not ErasureKind.UnderAge, RequestId: null }
            && await _previews.HindranceAsync(wanted.UserId, facts.AccountIds, cancellationToken) is { } hindrance)
        {
            return hindrance;
        }

        var (secret, hash) = LinkSecret.Make();
        var now = _clock.GetUtcNow();
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Erasures.SingleOrDefaultAsync(e => e.UserId == wanted.UserId && e.State == ErasureState.Waiting, cancellationToken) is { } waiting)
        {
            // An officer's request makes a closure that waits already an erasure by law, with the earlier date.
            if (wanted.RequestId is null || waiting.RequestId is not null)
            {
                return new Failure(FailureKind.Conflict, "privacy.erasure_runs", "This has been asked for already and is on its way.");
            }

            waiting.Serve(wanted.RequestId.Value, wanted.ReceivedAt ?? now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new BegunErasure(waiting.Id, waiting.Number, PathOf((await _subjects.FactsAsync(waiting, cancellationToken))?.Secret ?? ""));
        }

        var filed = await FileAsync(db, wanted, facts.Culture, cancellationToken);
        if (!filed.Succeeded)
        {
            return filed.Failure;
        }

        var erasure = new ErasureCase(wanted.UserId, wanted.Kind, filed.Value.Id, wanted.ReceivedAt ?? now, now);
        facts = facts with { Secret = secret, Subscriptions = await _freeze.PlaceAsync(db, facts.Scope, wanted.By, cancellationToken) };
        erasure.Remember(await _subjects.SealAsync(erasure, facts, cancellationToken));
        erasure.Link(hash);
        if (wanted.AtOnce)
        {
            erasure.HurryUp(now);
        }

        db.Erasures.Add(erasure);
        await db.SaveChangesAsync(cancellationToken);
        await _post.BegunAsync(db, facts, erasure, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        await EnforceAsync(erasure.Id, facts, cancellationToken);
        await AfterCommitAsync(filed.Value.IsOurs ? filed.Value.Id : null, cancellationToken);
        return new BegunErasure(erasure.Id, erasure.Number, PathOf(secret));
    }

    /// <summary>Ends sessions and revokes keys. Called again by the job where a crash came in between.</summary>
    internal async Task EnforceAsync(Guid caseId, ErasureFacts facts, CancellationToken cancellationToken)
    {
        await _freeze.EnforceAsync(facts.Scope, cancellationToken);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var erasure = await db.Erasures.SingleAsync(e => e.Id == caseId, cancellationToken);
        erasure.MarkFrozen(_clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The erasure that a mailed link is for; null for a wrong link, and once there is no way back.</summary>
    public Task<ErasureView?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = LinkSecret.HashOf(secret);
        return ViewAsync(erasures => erasures.Where(e => e.LinkHash == hash), cancellationToken);
    }

    /// <summary>The erasure that a person waits for.</summary>
    public Task<ErasureView?> WaitingAsync(Guid userId, CancellationToken cancellationToken) =>
        ViewAsync(erasures => erasures.Where(e => e.UserId == userId && e.State == ErasureState.Waiting), cancellationToken);

    /// <summary>Restores everything but keys, and withdraws the request that asked for nothing else.</summary>
    /// <param name="by">Null for whoever had the link.</param>
    public async Task<Failure?> TakeBackAsync(Guid erasureId, Guid? by, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var erasure = await db.Erasures.SingleOrDefaultAsync(e => e.Id == erasureId, cancellationToken);
        if (await _cancel.CancelAsync(db, erasure, by, cancellationToken) is not { } person)
        {
            return Over;
        }

        await transaction.CommitAsync(cancellationToken);
        await _freeze.RefreshAsync(cancellationToken);
        await AfterCommitAsync(null, cancellationToken);
        if (erasure!.RequestId is { } request)
        {
            await _desk.WithdrawSoleAsync(request, RequestType.Erasure, by ?? person, cancellationToken);
        }

        return null;
    }

    /// <summary>Does not wait any longer: the rows go within minutes.</summary>
    public async Task<Failure?> HurryAsync(Guid erasureId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.Erasures.SingleOrDefaultAsync(e => e.Id == erasureId && e.State == ErasureState.Waiting, cancellationToken) is not { } erasure)
        {
            return Over;
        }

        erasure.HurryUp(_clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private async Task<Outcome<(Guid? Id, bool IsOurs)>> FileAsync(PortalDb db, NewErasure wanted, string culture, CancellationToken cancellationToken)
    {
        if (wanted.Kind is not ErasureKind.Request || wanted.RequestId is not null)
        {
            return (wanted.RequestId, false);
        }

        var filed = await _requests.FileAsync(
            db,
            new NewRequest(RequestChannel.Portal, [RequestType.Erasure])
            {
                UserId = wanted.UserId, Proven = IdentityLevel.SteppedUp, Culture = culture, IsDoneByCaller = true,
            },
            cancellationToken);
        return filed.Succeeded ? (filed.Value.Id, true) : filed.Failure;
    }

    private async Task AfterCommitAsync(Guid? requestId, CancellationToken cancellationToken)
    {
        _post.Nudge();
        if (requestId is { } filed)
        {
            await _requests.AfterCommitAsync(filed, cancellationToken);
        }
    }

    private async Task<ErasureView?> ViewAsync(Func<IQueryable<ErasureCase>, IQueryable<ErasureCase>> choose, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await choose(db.Erasures.AsNoTracking()).OrderByDescending(e => e.StartedAt)
            .Select(e => new ErasureView(e.Id, e.Number, e.Kind, e.State, e.StartedAt, e.PurgeAt)).FirstOrDefaultAsync(cancellationToken);
    }
}
