using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace WictzPortal.Data;

/// <summary>Before anything else starts: the schema is brought up to date, the vault opened, and what restored data must lose is taken from it.</summary>
internal sealed class DatabaseStart(
    IDbContextFactory<PortalDb> portal, IDbContextFactory<RequestLogDb> requestLog, IDbContextFactory<KeyStoreDb> keyStore,
    Vault vault, IOptions<DatabaseOptions> options, IServiceProvider services) : IHostedService
{
    private const long Lock = 0x4D69_6772_6174_6573;

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

    /// <summary>Nodes that start at the same moment migrate one after the other, and the later ones find nothing left to do.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var main = await portal.CreateDbContextAsync(cancellationToken);
        if (main.Database.IsNpgsql())
        {
            await CreateAsync(main, cancellationToken);
            await main.Database.OpenConnectionAsync(cancellationToken);
            main.Database.SetCommandTimeout(TimeSpan.Zero);      // a step may rewrite a large table, and the other nodes wait for it
            await main.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Lock})", cancellationToken);
        }

        try
        {
            await main.Database.MigrateAsync(cancellationToken);
            await MigrateAsync(requestLog, cancellationToken);
            await MigrateAsync(keyStore, cancellationToken);
        }
        finally
        {
            if (main.Database.IsNpgsql())
            {
                await main.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
            }
        }
    }

    private static async Task MigrateAsync<T>(IDbContextFactory<T> databases, CancellationToken cancellationToken)
        where T : DbContext
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            db.Database.SetCommandTimeout(TimeSpan.Zero);
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    private static async Task CreateAsync(PortalDb main, CancellationToken cancellationToken)
    {
        var creator = main.GetService<IRelationalDatabaseCreator>();
        try
        {
            if (!await creator.ExistsAsync(cancellationToken))
            {
                await creator.CreateAsync(cancellationToken);
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was faster.
        }
    }
}
