using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Jobs;

/// <summary>Deletes runs that ended more than 90 days ago, every night at 03:40 UTC.</summary>
[QuartzJob(Description = "Deletes the job history that is older than 90 days."), CronTrigger("0 40 3 * * ?"), DisallowConcurrentExecution]
internal sealed class ForgetRunsJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of runs deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.JobRuns.Where(run => run.EndedAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
