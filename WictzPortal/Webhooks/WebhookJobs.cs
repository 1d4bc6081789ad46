using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Webhooks;

/// <summary>Delivers the webhooks that are due, every 15 seconds; the first attempt is usually made right after the commit.</summary>
[QuartzJob(Description = "Delivers the webhooks that are due."), CronTrigger("5/15 * * * * ?"), DisallowConcurrentExecution]
internal sealed class DeliverWebhooksJob(WebhookPump pump) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number delivered.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => pump.DeliverDueAsync(cancellationToken);
}

/// <summary>Deletes the traces of webhooks that are older than 90 days, every night at 03:55 UTC (R-LOG90).</summary>
[QuartzJob(Description = "Deletes the traces of webhooks older than 90 days."), CronTrigger("0 55 3 * * ?"), DisallowConcurrentExecution]
internal sealed class ForgetWebhooksJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of traces deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WebhookDeliveries.Where(delivery => delivery.QueuedAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
