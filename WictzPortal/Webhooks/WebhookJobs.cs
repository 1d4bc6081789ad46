using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>Delivers the webhooks that are due, every 15 seconds; the first attempt is usually made right after the commit.</summary>
[ForPurpose(Purpose.ServiceDelivery)]
[QuartzJob(Description = "Delivers the webhooks that are due."), CronTrigger("5/15 * * * * ?"), DisallowConcurrentExecution]
internal sealed class DeliverWebhooksJob(WebhookPump pump) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number delivered.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => pump.DeliverDueAsync(cancellationToken);
}
