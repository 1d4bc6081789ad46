using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace WictzPortal.Data;

/// <summary>Before anything else starts: the schema is brought up to date, the vault opened, and what restored data must lose is taken from it.</summary>
internal sealed class DatabaseStart(
    IDbContextFactory<PortalDb> portal, IDbContextFactory<RequestLogDb> requestLog, IDbContextFactory<KeyStoreDb> keyStore,
    Vault vault, IOptions<DatabaseOptions> options, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.MigrateAtStart)
        {
            await MigrateAsync(cancellationToken);
        }

        await vault.LoadAsync(cancellationToken);
        foreach (var work in services.GetServices<IBeforeServing>())      // made here: a verb that only migrates needs none of them
        {
            await work.RunAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var main = await portal.CreateDbContextAsync(cancellationToken);
        await main.Database.MigrateAsync(cancellationToken);
        await using var log = await requestLog.CreateDbContextAsync(cancellationToken);
        await log.Database.MigrateAsync(cancellationToken);
        await using var keys = await keyStore.CreateDbContextAsync(cancellationToken);
        await keys.Database.MigrateAsync(cancellationToken);
    }
}
