using Quartz;

namespace WictzPortal.Jobs;

/// <summary>Takes jobs out of the store whose class is gone since an upgrade; left there, they would fail forever.</summary>
internal sealed class ForgottenJobs : ISchedulerListener
{
    public async ValueTask SchedulerStarting(IScheduler scheduler, CancellationToken cancellationToken = default)
    {
        var declared = DeclaredJob.All.Select(job => job.Name).ToHashSet();
        var stored = await scheduler.QueryJobs(new JobQuery(), cancellationToken);
        await scheduler.DeleteJobs(
            [.. stored.Items.Select(job => job.Key).Where(key => !declared.Contains(key.Name))], cancellationToken);
    }
}
