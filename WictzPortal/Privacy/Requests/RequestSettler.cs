using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Sends the answer of a request that runs by itself, once nothing is missing.</summary>
internal sealed class RequestSettler(IDbContextFactory<PortalDb> databases, AnswerPress press)
{
    /// <summary>Safe to repeat. What cannot go out yet waits for the next evidence, or the next round of the job.</summary>
    public async Task SettleAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var request = await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.Id == requestId, cancellationToken);
        if (request is { RunsItself: true, State.IsWorkedOn: true } && (await db.CaseOfAsync(request, cancellationToken)).FirstMissing() is null)
        {
            await press.AnswerAsync(requestId, null, cancellationToken);
        }
    }
}
