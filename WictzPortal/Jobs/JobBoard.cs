using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Jobs;

/// <summary>What staff see of the scheduled jobs, and the way to run one at once.</summary>
public sealed class JobBoard(IDbContextFactory<PortalDb> databases, TimeProvider clock, IServiceProvider services)
{
    /// <summary>How long after its time a job that has not begun is called late.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Absent where this node runs no jobs.
    private readonly ISchedulerFactory? _schedulers = services.GetService<ISchedulerFactory>();

    /// <summary>Whether this node runs scheduled jobs.</summary>
    public bool IsOn => _schedulers is not null;

    public async Task<IReadOnlyList<JobRow>> ListAsync(CancellationToken cancellationToken)
    {
        var lastRuns = await LastRunsAsync(cancellationToken);
        if (_schedulers is null)
        {
            return [.. DeclaredJob.All.Select(job => new JobRow(job, JobState.Off, lastRuns.GetValueOrDefault(job.Name), null))];
        }

        var scheduler = await _schedulers.GetScheduler(cancellationToken);
        var triggers = await scheduler.QueryTriggers(new TriggerQuery(), cancellationToken);
        var firing = await scheduler.QueryFireInstances(new FireInstanceQuery(), cancellationToken);
        var running = firing.Items.Select(instance => instance.JobKey?.Name).ToHashSet();

        return [.. DeclaredJob.All.Select(job =>
        {
            var nextAt = triggers.Items.Where(trigger => trigger.JobKey.Name == job.Name).Min(trigger => trigger.NextFireTimeUtc);
            var last = lastRuns.GetValueOrDefault(job.Name);
            return new JobRow(job, StateOf(running.Contains(job.Name), nextAt, last), last, nextAt);
        })];
    }

    /// <summary>Finished runs, the latest first; of one job, or of all.</summary>
    public async Task<IReadOnlyList<RunRow>> HistoryAsync(string? job, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var runs = await db.JobRuns.AsNoTracking()
            .Where(run => job == null || run.Job == job)
            .OrderByDescending(run => run.StartedAt)
            .Skip(skip).Take(take)
            .ToListAsync(cancellationToken);
        return [.. runs.Select(ToRow)];
    }

    public async Task<int> CountRunsAsync(string? job, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.JobRuns.CountAsync(run => job == null || run.Job == job, cancellationToken);
    }

    /// <summary>Runs a job at once, on whichever node is free, beside its schedule.</summary>
    /// <returns>Nothing, or <c>jobs.off</c> where this node runs none, or <c>jobs.unknown</c>.</returns>
    public async Task<Failure?> RunNowAsync(string job, CancellationToken cancellationToken)
    {
        if (_schedulers is null)
        {
            return new Failure(FailureKind.Conflict, "jobs.off", "Scheduled jobs are switched off on this node.");
        }

        if (DeclaredJob.All.All(declared => declared.Name != job))
        {
            return new Failure(FailureKind.NotFound, "jobs.unknown", "There is no such job.");
        }

        var scheduler = await _schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(job), cancellationToken: cancellationToken);
        return null;
    }

    private JobState StateOf(bool running, DateTimeOffset? nextAt, RunRow? last) =>
        running ? JobState.Running
        : nextAt < clock.GetUtcNow() - Patience ? JobState.Late
        : last?.ErrorClass is not null ? JobState.Failed
        : JobState.Waiting;

    private async Task<Dictionary<string, RunRow>> LastRunsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = new Dictionary<string, RunRow>();
        foreach (var job in DeclaredJob.All)      // one index look-up each; grouping would read all ninety days
        {
            var run = await db.JobRuns.AsNoTracking().Where(r => r.Job == job.Name)
                .OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancellationToken);
            if (run is not null)
            {
                last[job.Name] = ToRow(run);
            }
        }

        return last;
    }

    private static RunRow ToRow(JobRun run) => new(run.Job, run.StartedAt, run.EndedAt - run.StartedAt, run.Rows, run.ErrorClass);
}
