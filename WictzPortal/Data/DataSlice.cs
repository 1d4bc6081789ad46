using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>The databases, their migrations, the vault with its key store, and data-protection keys.</summary>
public static class DataSlice
{
    public static void AddData(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PortalOptions>().BindConfiguration("Portal").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<VaultOptions>().BindConfiguration("Vault").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateDataAnnotations()
            .Validate<IConfiguration>(
                (options, configuration) => options.Provider != DatabaseProvider.PostgreSql || configuration.GetConnectionString("Portal") is { Length: > 0 },
                "ConnectionStrings:Portal must name the PostgreSQL database when Database:Provider is PostgreSql.")
            .ValidateOnStart();

        services.AddSingleton<DataFolder>();
        services.AddSingleton<RetentionLimits>();
        services.AddSingleton<AfterCommit>();
        if (builder.Configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql)
        {
            services.AddPostgres<PortalDb, PostgresPortalDb>(schema: null);
            services.AddPostgres<RequestLogDb, PostgresRequestLogDb>(RequestLogDb.Schema);
            services.AddPostgres<KeyStoreDb, PostgresKeyStoreDb>(KeyStoreDb.Schema);
        }
        else
        {
            services.AddSqlite<PortalDb, SqlitePortalDb>("portal.db");
            services.AddSqlite<RequestLogDb, SqliteRequestLogDb>("requestlog.db");
            services.AddSqlite<KeyStoreDb, SqliteKeyStoreDb>("keystore.db");
        }

        // Identity's stores ask for a context of the request's own.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext());

        services.AddSingleton<MasterKeys>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton(provider => new Vault(
            provider.GetRequiredService<KeyStore>(), provider.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.AddSingleton(provider => new DataMap(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(),
            provider.GetRequiredService<IDbContextFactory<RequestLogDb>>(),
            provider.GetRequiredService<IDbContextFactory<KeyStoreDb>>()));
        services.AddSingleton(provider => new Inventory(provider.GetRequiredService<DataMap>()));
        services.AddSingleton(provider => new BackupKeys(provider.GetRequiredService<Vault>(), provider.GetRequiredService<MasterKeys>()));
        services.AddSingleton(provider => new ErasureLedger(
            provider.GetRequiredService<IDbContextFactory<KeyStoreDb>>(), provider.GetRequiredService<KeyStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        services.AddSingleton<IVerb, Migrate>();
        services.AddSingleton<IVerb, RotateMasterKey>();
        services.AddSingleton<IVerb, PruneMasterKeys>();

        services.AddDataProtection().SetApplicationName("WictzPortal");
        services.AddSingleton<IXmlRepository, DataProtectionKeys>();
        services.AddOptions<KeyManagementOptions>()
            .Configure<IXmlRepository>((options, repository) => options.XmlRepository = repository);
    }

    private static void AddSqlite<TContext, TSqlite>(this IServiceCollection services, string file)
        where TContext : DbContext
        where TSqlite : TContext
    {
        services.AddDbContextFactory<TSqlite>((provider, options) => options
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = provider.GetRequiredService<DataFolder>().File(file) }.ToString())
            .AddInterceptors(new SqlitePragmas(), provider.GetRequiredService<AfterCommit>())
            .ConfigureWarnings(IgnoreUnmapped));
        services.AddSingleton<IDbContextFactory<TContext>, Factory<TContext, TSqlite>>();
    }

    private static void AddPostgres<TContext, TPostgres>(this IServiceCollection services, string? schema)
        where TContext : DbContext
        where TPostgres : TContext
    {
        services.AddDbContextFactory<TPostgres>((provider, options) => options.UseNpgsql(
            PoolOf(provider.GetRequiredService<IConfiguration>().GetConnectionString("Portal"), schema),
            npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", schema))
            .AddInterceptors(provider.GetRequiredService<AfterCommit>())
            .ConfigureWarnings(IgnoreUnmapped));
        services.AddSingleton<IDbContextFactory<TContext>, Factory<TContext, TPostgres>>();
    }

    // Keys are asked for inside transactions. Their connections come from a pool of their own, so that whoever holds one connection never
    // waits for another of the same pool.
    private static string? PoolOf(string? connection, string? schema) => schema == KeyStoreDb.Schema
        ? new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "portal keys" }.ConnectionString
        : connection;

    // Identity maps the plain e-mail and phone; PortalUser takes both out again, on purpose.
    private static void IgnoreUnmapped(WarningsConfigurationBuilder warnings) =>
        warnings.Ignore(CoreEventId.MappedPropertyIgnoredWarning);

    private sealed class Factory<TContext, TConcrete>(IDbContextFactory<TConcrete> inner) : IDbContextFactory<TContext>
        where TContext : DbContext
        where TConcrete : TContext
    {
        public TContext CreateDbContext() => inner.CreateDbContext();
    }

    /// <summary>Brings the schema up to date and ends; for deployments that do not migrate at start.</summary>
    private sealed class Migrate(DatabaseStart start) : IVerb
    {
        public string Name => "migrate";

        public string Help => "brings the database schema up to date";

        public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
        {
            await start.MigrateAsync(cancellationToken);
            await output.WriteLineAsync("The schema is up to date.");
            return 0;
        }
    }
}
