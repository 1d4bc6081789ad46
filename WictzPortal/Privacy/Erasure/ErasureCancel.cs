using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Takes an erasure that waits back: what was frozen lives again, but keys. Also where its person withdraws the request for it.</summary>
internal sealed class ErasureCancel(ErasureSubjects subjects, ErasureFreeze freeze, ErasurePost post, TimeProvider clock) : IListen<RequestWithdrawn>
{
    /// <summary>In the caller's transaction; the caller refreshes the standings after its commit.</summary>
    /// <param name="by">Null for whoever had the link.</param>
    /// <returns>The person; null where there is no way back.</returns>
    public async Task<Guid?> CancelAsync(PortalDb db, ErasureCase? erasure, Guid? by, CancellationToken cancellationToken)
    {
        if (erasure is not { State: ErasureState.Waiting } || await subjects.FactsAsync(erasure, cancellationToken) is not { } facts)
        {
            return null;
        }

        await freeze.LiftAsync(db, facts, by, cancellationToken);
        await post.CancelledAsync(db, facts, erasure, cancellationToken);
        erasure.Cancel(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return facts.UserId;
    }

    public async Task HearAsync(RequestWithdrawn happened, PortalDb db, CancellationToken cancellationToken) => await CancelAsync(
        db, await db.Erasures.AsTracking().SingleOrDefaultAsync(e => e.RequestId == happened.RequestId && e.State == ErasureState.Waiting, cancellationToken),
        happened.By, cancellationToken);
}
