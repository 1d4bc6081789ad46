using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Jobs;

/// <summary>
/// Writes a <see cref="JobRun"/> when a job ends. The job sets <c>context.Result</c> to the number of rows it touched. Of runs that found
/// nothing to do only the last is kept, else a job that looks every few seconds would bury the others.
/// </summary>
internal sealed partial class RunRecorder(IDbContextFactory<PortalDb> databases, TimeProvider clock, ILogger<RunRecorder> log) : IJobListener
{
    public async ValueTask JobWasExecuted(
        IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
    {
        var endedAt = clock.GetUtcNow();
        var run = new JobRun
        {
            Job = context.JobDetail.Key.Name,
            StartedAt = endedAt - context.JobRunTime,
            EndedAt = endedAt,
            Rows = context.Result switch { int rows => rows, long rows => rows, _ => null },
            ErrorClass = jobException?.GetBaseException().GetType().Name,
        };
        if (run.ErrorClass is not null)
        {
            LogFailed(run.Job, run.ErrorClass);
        }

        // A listener that throws stops the scheduler's own bookkeeping, and the schedule is worth more than its history.
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (run is { Rows: 0, ErrorClass: null })
            {
                await db.JobRuns.Where(r => r.Job == run.Job && r.Rows == 0 && r.ErrorClass == null).ExecuteDeleteAsync(cancellationToken);
            }

            db.JobRuns.Add(run);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException or DbException)
        {
            LogUnrecorded(run.Job, e.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The job {Job} failed with {ErrorClass}.")]
    private partial void LogFailed(string job, string errorClass);

    [LoggerMessage(LogLevel.Error, "A run of the job {Job} could not be recorded: {ErrorClass}.")]
    private partial void LogUnrecorded(string job, string errorClass);
}
