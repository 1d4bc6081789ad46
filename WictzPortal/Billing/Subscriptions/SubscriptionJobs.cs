using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Renews plans, lets them end and books their periods; every five minutes.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Renews plans, lets them end and books their periods."), CronTrigger("0 */5 * * * ?"), DisallowConcurrentExecution]
internal sealed class AdvanceSubscriptionsJob(SubscriptionKeeper keeper) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await keeper.AdvanceAllAsync(cancellationToken);
}

/// <summary>Reminds owners 7, 3 and 1 days before a plan's period ends; every day at 9 in Istanbul.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Reminds customers that a plan's period is about to end."), CronTrigger("0 0 6 * * ?"), DisallowConcurrentExecution]
internal sealed class RemindSubscribersJob(SubscriptionKeeper keeper) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await keeper.RemindAsync(cancellationToken);
}
