using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Moves requests into progress, and tells the parts of the portal that carry out their lines.</summary>
internal sealed class RequestStarter(
    IDbContextFactory<PortalDb> databases, Fulfilments fulfilments, Confirmations confirmations, AuditTrail audit,
    TimeProvider clock)
{
    /// <summary>In the caller's transaction: as far as the request goes by itself. The caller calls <see cref="RunAsync"/> after its commit.</summary>
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
        if (!request.IsWorkedOn)
        {
            return;
        }

        foreach (var line in await db.RequestLines.Where(l => l.RequestId == requestId && l.StartedAt == null).ToListAsync(cancellationToken))
        {
            if (line.Type == RequestType.Confirmation)
            {
                await confirmations.AnswerAsync(request, cancellationToken);
            }
            else if (request.UserId is { } userId && fulfilments.Of(line.Type) is { } fulfilment)
            {
                await fulfilment.StartAsync(
                    new StartedLine(request.Id, request.Number, line.Type, userId, request.ReceivedOn, request.DueOn, request.OwnerId), cancellationToken);
            }
            else
            {
                continue;
            }

            // The part may have written to the line's request meanwhile, never to this column.
            var (lines, type, now) = (db.RequestLines, line.Type, clock.GetUtcNow());
            await lines.Where(l => l.RequestId == requestId && l.Type == type && l.StartedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.StartedAt, now), cancellationToken);
        }
    }

    public Task NoteAsync(PortalDb db, string action, DataSubjectRequest request, Guid? by, CancellationToken cancellationToken, string? reason = null) =>
        audit.WriteAsync(db, new AuditNote(action, by) { SubjectId = request.UserId, Target = request.Number, Reason = reason }, cancellationToken);
}
