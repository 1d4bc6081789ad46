using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WictzPortal.Data;
using WictzPortal.Usage;

namespace WictzPortal.Admin;

/// <summary>Whether the main database and the request log answer.</summary>
internal sealed class DatabaseCheck(IDbContextFactory<PortalDb> portal, IDbContextFactory<RequestLogDb> requestLog) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var main = await portal.CreateDbContextAsync(cancellationToken);
        await using var log = await requestLog.CreateDbContextAsync(cancellationToken);
        return await main.Database.CanConnectAsync(cancellationToken) && await log.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy();
    }
}

/// <summary>Whether the gateway takes calls: it stops when the settlement journal fails or lags, since no call may go unsettled.</summary>
internal sealed class IntakeCheck(IntakeGate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.IsOpen(out _) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
