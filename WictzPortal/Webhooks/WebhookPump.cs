using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>Delivers what is due. A job calls it every 15 seconds; a nudge after a commit calls it at once.</summary>
internal sealed partial class WebhookPump(
    IDbContextFactory<PortalDb> databases, Vault vault, WebhookCaller caller, TimeProvider clock, ILogger<WebhookPump> log) : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _nudged = new(0, 1);

    public void Nudge()
    {
        try
        {
            _nudged.Release();
        }
        catch (SemaphoreFullException)
        {
            // A nudge is waiting already.
        }
    }

    /// <summary>Safe to run twice and on several nodes: each delivery is claimed by a conditional write. Returns the number delivered.</summary>
    public async Task<int> DeliverDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Guid> due;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            due = await db.WebhookDeliveries.Where(d => d.State == DeliveryState.Queued && d.NextAttemptAt <= now)
                .OrderBy(d => d.NextAttemptAt).Select(d => d.Id).Take(200).ToListAsync(cancellationToken);
        }

        // A slow endpoint holds up its own messages and at most fifteen others.
        var delivered = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, token) =>
        {
            if (await DeliverAsync(id, now, token))
            {
                Interlocked.Increment(ref delivered);
            }
        });
        return delivered;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _nudged.WaitAsync(stoppingToken);
            try
            {
                await DeliverDueAsync(stoppingToken);
            }
            catch (Exception outage) when (outage is not OperationCanceledException)
            {
                LogOutage(outage);      // the job tries again
            }
        }
    }

    private async Task<bool> DeliverAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deliveries = db.WebhookDeliveries;
        var claimed = await deliveries.Where(d => d.Id == id && d.State == DeliveryState.Queued && d.NextAttemptAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttemptAt, now + Claim), cancellationToken);
        if (claimed == 0)
        {
            return false;
        }

        var delivery = await deliveries.AsTracking().SingleAsync(d => d.Id == id, cancellationToken);
        if (await CallAsync(db, delivery, cancellationToken) is not { } call)
        {
            delivery.GiveUp("endpoint removed", clock.GetUtcNow());
        }
        else
        {
            var (taken, result) = await caller.SendAsync(call, cancellationToken);
            if (taken)
            {
                delivery.Deliver(result, clock.GetUtcNow());
            }
            else
            {
                delivery.Miss(result, clock.GetUtcNow());
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return delivery.State == DeliveryState.Delivered;
    }

    private async Task<WebhookCall?> CallAsync(PortalDb db, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var endpoint = await db.WebhookEndpoints.AsNoTracking().SingleOrDefaultAsync(e => e.Id == delivery.EndpointId, cancellationToken);
        var url = await vault.OpenAsync(delivery.AccountId, endpoint?.Url, Purpose.ServiceDelivery, cancellationToken);
        var secret = await vault.OpenAsync(delivery.AccountId, endpoint?.Secret, Purpose.ServiceDelivery, cancellationToken);
        return url is null || secret is null ? null : new WebhookCall(new Uri(url), secret, $"msg_{delivery.Id:N}", delivery.Payload!);
    }

    public override void Dispose()
    {
        _nudged.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "Webhooks could not be delivered.")]
    private partial void LogOutage(Exception outage);
}
