using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Ends orders that nobody has paid, or answered for a member under 18, within a week; every night at 02:35 UTC.</summary>
[ForPurpose(Purpose.Billing)]
[QuartzJob(Description = "Ends orders that were not paid within a week."), CronTrigger("0 35 2 * * ?"), DisallowConcurrentExecution]
internal sealed class LapseOrdersJob(IDbContextFactory<PortalDb> databases, Vault vault, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of orders ended.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var oldest = clock.GetUtcNow() - AdultConsent.Lifetime;
        var orders = await db.Orders.AsTracking().Where(o => (o.State == OrderState.Open || o.State == OrderState.AwaitsAdult) && o.CreatedAt < oldest)
            .OrderBy(o => o.Id).Take(1000).ToListAsync(cancellationToken);
        foreach (var order in orders)
        {
            if (order.State == OrderState.AwaitsAdult)
            {
                await vault.DestroyAsync(order.Id, cancellationToken);      // with it the address that a link went to
            }

            order.Lapse();
        }

        await db.SaveChangesAsync(cancellationToken);
        return orders.Count;
    }
}
