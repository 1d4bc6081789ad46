using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Moves requests into progress, and tells the parts of the portal that carry out their lines.</summary>
internal sealed class RequestStarter(
    IDbContextFactory<PortalDb> databases, IEnumerable<IRequestFulfilment> fulfilments, AuditTrail audit, TimeProvider clock)
{
    /// <summary>In the caller's transaction: as far as the request goes by itself. The caller then calls <see cref="RunAsync"/>.</summary>
    public async Task AdvanceAsync(PortalDb db, DataSubjectRequest request, CancellationToken cancellationToken)
    {
        if (request.State == RequestState.Received && request.ProvenLevel >= request.NeededLevel)
        {
            request.ProveIdentity(request.ProvenLevel, null, clock.GetUtcNow());
        }

        if (request.State == RequestState.IdentityVerified && request.RunsItself)
        {
            request.Begin(null);
            await NoteAsync(db, "privacy.request_begun", request, null, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Starts every line that some part carries out and that has not been started. Safe to repeat.</summary>
    public async Task RunAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var request = await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.Id == requestId, cancellationToken);
        if (!request.State.IsWorkedOn || request.UserId is not { } userId)
        {
            return;
        }

        foreach (var line in await db.RequestLines.Where(l => l.RequestId == requestId && l.StartedAt == null).ToListAsync(cancellationToken))
        {
            if (fulfilments.FirstOrDefault(f => f.Types.Contains(line.Type)) is { } fulfilment)
            {
                await fulfilment.StartAsync(
                    new StartedLine(request.Id, request.Number, line.Type, userId, request.ReceivedOn, request.DueOn, request.OwnerId), cancellationToken);
                line.Start(clock.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
            }
        }
    }

    public Task NoteAsync(PortalDb db, string action, DataSubjectRequest request, Guid? by, CancellationToken cancellationToken, string? reason = null) =>
        audit.WriteAsync(db, new AuditNote(action, by) { SubjectId = request.UserId, Target = request.Number, Reason = reason }, cancellationToken);
}
