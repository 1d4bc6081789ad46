using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Tells who asks that the request has arrived, and asks for proof in the same mail where it is needed.</summary>
internal sealed class Acknowledgement(RequestPost post, IdentityProofs proofs, RequestStarter starter, TimeProvider clock)
{
    /// <summary>In the caller's transaction; the caller nudges after its commit.</summary>
    public async Task SendAsync(PortalDb db, DataSubjectRequest request, CancellationToken cancellationToken)
    {
        string? proof = null;
        if (request.State == RequestState.Received)
        {
            request.AskIdentity(clock.GetUtcNow());
            proof = proofs.Offer(request);
            await db.SaveChangesAsync(cancellationToken);
            await starter.NoteAsync(db, "privacy.identity_asked", request, null, cancellationToken);
        }

        await post.AcknowledgeAsync(db, request, proof, cancellationToken);
    }

    public void Nudge() => post.Nudge();
}
