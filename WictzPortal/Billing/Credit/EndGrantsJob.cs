using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Takes back what is left of promotional credit that has ended, every five minutes.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Takes back what is left of promotional credit that has ended."), CronTrigger("20 0/5 * * * ?"), DisallowConcurrentExecution]
internal sealed class EndGrantsJob(CreditGrants grants) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of grants ended.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => grants.EndDueAsync(cancellationToken);
}
