using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>
/// Keeps requests moving, every hour: refuses those that nobody proved in time, takes up what a crash left, reminds, notes deliveries,
/// closes what is over, and deletes proofs of identity.
/// </summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Keeps requests about personal data moving: reminders, deadlines, deliveries, closing."), CronTrigger("0 13 * * * ?"),
 DisallowConcurrentExecution]
internal sealed class WatchRequestsJob(
    IDbContextFactory<PortalDb> databases, RequestWatch watch, RequestStarter starter, RequestSettler settler, RequestAging aging, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns how many requests it did something for.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        var touched = await aging.NoteDeliveriesAsync(cancellationToken) + await aging.RefuseUnprovenAsync(today, cancellationToken);
        foreach (var id in await OpenAsync(cancellationToken))
        {
            await starter.RunAsync(id, cancellationToken);
            await settler.SettleAsync(id, cancellationToken);
            touched += await RemindAsync(id, today, cancellationToken) ? 1 : 0;
        }

        return touched + await aging.CloseAsync(today, cancellationToken) + await aging.ForgetProofsAsync(cancellationToken);
    }

    private async Task<List<Guid>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var letters = db.AuthorityLetters;
        return await db.DataSubjectRequests
            .Where(r => r.State < RequestState.Answered || r.StateBefore < RequestState.Answered || letters.Any(l => l.RequestId == r.Id && l.DoneAt == null))
            .OrderBy(r => r.DueOn).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    private async Task<bool> RemindAsync(Guid id, DateOnly today, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var request = (await db.LockCaseAsync(id, cancellationToken))!.Request;
        if (request.RemindedOn >= today)
        {
            return false;
        }

        var isReminded = await watch.RemindAsync(db, request, today, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isReminded;
    }
}
