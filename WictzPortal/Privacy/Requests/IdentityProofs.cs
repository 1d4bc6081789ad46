using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>What the page behind a mailed link shows.</summary>
/// <param name="MustSignIn">The link alone is not enough: the account's owner must sign in.</param>
internal sealed record ProofAsked(Guid RequestId, string Number, IReadOnlyList<RequestType> Types, bool IsOver, bool MustSignIn);

/// <summary>Proves who asks: by a mailed link, by signing in, or by papers that two of the staff have looked at.</summary>
internal sealed class IdentityProofs(
    IDbContextFactory<PortalDb> databases, RequestStarter starter, RequestPost post, StepUp stepUp, TimeProvider clock)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);
    private static readonly Failure Gone = new(FailureKind.NotFound, "privacy.link_over", "This link is not valid any more.");

    /// <summary>Makes a link in the caller's transaction. Returns its path.</summary>
    public string Offer(DataSubjectRequest request)
    {
        var (secret, hash) = LinkSecret.Make();
        request.OfferLink(hash, clock.GetUtcNow() + LinkLifetime);
        return $"/privacy/proof/{secret}";
    }

    /// <summary>Null for a link that was never valid, or was used.</summary>
    public async Task<ProofAsked?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hash = LinkSecret.HashOf(secret);
        if (await db.DataSubjectRequests.AsNoTracking().SingleOrDefaultAsync(r => r.LinkHash == hash, cancellationToken) is not { } request)
        {
            return null;
        }

        var types = await db.RequestLines.Where(l => l.RequestId == request.Id).OrderBy(l => l.Type).Select(l => l.Type).ToListAsync(cancellationToken);
        return new ProofAsked(request.Id, request.Number, types, request.LinkEndsAt <= clock.GetUtcNow(), request.NeededLevel > IdentityLevel.Address);
    }

    /// <summary>Mails a new link in the place of one that has ended; at most one an hour.</summary>
    public async Task RenewAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(db, secret, cancellationToken) is { } request && request.LinkEndsAt <= clock.GetUtcNow() + LinkLifetime - TimeSpan.FromHours(1))
        {
            await post.AskForProofAsync(db, request, Offer(request), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            post.Nudge();
        }
    }

    /// <summary>Somebody has opened the link and says so. Where more is needed, the signed-in owner must have stepped up.</summary>
    /// <returns>Null; or <c>privacy.link_over</c>, <c>privacy.not_proven</c>.</returns>
    public async Task<Failure?> ProveAsync(string secret, ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var isFresh = principal.Identity?.IsAuthenticated is true && await stepUp.IsFreshAsync(principal, cancellationToken);
        DataSubjectRequest request;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(db, secret, cancellationToken) is not { } found || found.LinkEndsAt <= clock.GetUtcNow())
            {
                return Gone;
            }

            request = found;
            var owner = await OwnerAsync(db, request, cancellationToken);
            var level = isFresh && owner == principal.UserId ? IdentityLevel.SteppedUp : IdentityLevel.Address;
            if (level < request.NeededLevel)
            {
                return new Failure(FailureKind.Forbidden, "privacy.not_proven", "Confirm first that it is you.");
            }

            await ProveAsync(db, request, level, owner, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        post.Nudge();
        await starter.RunAsync(request.Id, cancellationToken);
        return null;
    }

    /// <summary>One of the staff has looked at the proof; the second look counts (I3).</summary>
    /// <returns>Null; or why the look does not count.</returns>
    public async Task<Failure?> CheckAsync(Guid requestId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockCaseAsync(requestId, cancellationToken) is not { Request: { State: RequestState.AwaitingIdentity } request })
        {
            return new Failure(FailureKind.Conflict, "privacy.no_proof_asked", "No proof is asked for here.");
        }

        if (request.CheckedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "privacy.same_checker", "Somebody else than the first must look at the proof.");
        }

        if (!await db.RequestDocuments.AnyAsync(d => d.RequestId == requestId && d.Kind == DocumentKind.Identity, cancellationToken))
        {
            return new Failure(FailureKind.Conflict, "privacy.no_proof", "Add the proof first: there is nothing to look at.");
        }

        if (request.CheckedBy is null)
        {
            request.Check(by);
            await db.SaveChangesAsync(cancellationToken);
            await starter.NoteAsync(db, "privacy.identity_checked", request, by, cancellationToken);
        }
        else
        {
            await ProveAsync(db, request, IdentityLevel.Checked, await OwnerAsync(db, request, cancellationToken), by, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        post.Nudge();
        await starter.RunAsync(requestId, cancellationToken);
        return null;
    }

    private async Task ProveAsync(
        PortalDb db, DataSubjectRequest request, IdentityLevel level, Guid? owner, Guid? by, CancellationToken cancellationToken)
    {
        request.ProveIdentity(level, owner, clock.GetUtcNow());
        await starter.NoteAsync(db, "privacy.identity_proven", request, by ?? owner, cancellationToken);
        await starter.AdvanceAsync(db, request, cancellationToken);
        await post.TellStateAsync(db, request, cancellationToken);
    }

    // The account with the address that the request came from.
    private static async Task<Guid?> OwnerAsync(PortalDb db, DataSubjectRequest request, CancellationToken cancellationToken) => request.UserId
        ?? await db.Users.Where(u => u.NormalizedEmail == request.AddressHash && u.EmailConfirmed).Select(u => (Guid?)u.Id).SingleOrDefaultAsync(cancellationToken);

    private static async Task<DataSubjectRequest?> LockAsync(PortalDb db, string secret, CancellationToken cancellationToken)
    {
        var hash = LinkSecret.HashOf(secret);
        var id = await db.DataSubjectRequests.Where(r => r.LinkHash == hash).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken);
        var found = id is null ? null : await db.LockCaseAsync(id.Value, cancellationToken);
        return found?.Request is { State: RequestState.AwaitingIdentity } request && request.LinkHash!.AsSpan().SequenceEqual(hash) ? request : null;
    }
}
