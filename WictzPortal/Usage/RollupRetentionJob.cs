using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>Deletes roll-ups that reach 12 months, every night at 02:25 UTC.</summary>
[QuartzJob(Description = "Deletes usage sums older than 12 months."), CronTrigger("0 25 2 * * ?"), DisallowConcurrentExecution]
internal sealed class RollupRetentionJob(
    IDbContextFactory<PortalDb> databases, IDbContextFactory<RequestLogDb> requestLogs, BulkWriter bulk, TimeProvider clock) : IJob
{
    private const int BatchRows = 5000;

    // 365 days are the limit, and two days more than the time between two runs.
    public static readonly TimeSpan Kept = TimeSpan.FromDays(363);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the rows deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Kept;
        var rows = 0;
        int deleted;
        do
        {
            deleted = await bulk.InTurnAsync(() => DeleteAsync(before, cancellationToken), cancellationToken);
            rows += deleted;
        }
        while (deleted > 0);

        return rows;
    }

    private async Task<int> DeleteAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var logs = await requestLogs.CreateDbContextAsync(cancellationToken);
        var sums = await db.UsageRollups.Where(r => r.QuarterAt < before).OrderBy(r => r.QuarterAt).Take(BatchRows).ExecuteDeleteAsync(cancellationToken);
        return sums + await logs.TrafficRollups.Where(r => r.QuarterAt < before).OrderBy(r => r.QuarterAt).Take(BatchRows).ExecuteDeleteAsync(cancellationToken);
    }
}
