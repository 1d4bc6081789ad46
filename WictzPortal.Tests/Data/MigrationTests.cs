using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Data;

public sealed class MigrationTests
{
    public static TheoryData<string> Stores => ["Portal", "RequestLog", "KeyStore"];

    [Theory, MemberData(nameof(Stores))]
    public void No_change_of_the_model_lacks_its_migration(string store)
    {
        var (sqlite, postgres) = Open(store);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Theory, MemberData(nameof(Stores))]
    public void Both_databases_take_the_same_steps(string store)
    {
        var (sqlite, postgres) = Open(store);

        Assert.Equal(Steps(sqlite), Steps(postgres));
    }

    [Fact]
    public async Task An_app_without_a_schema_makes_it_when_it_starts()
    {
        await using var app = await PortalApp.StartOnAsync(TestDatabase.Empty());

        await using var portal = app.OpenDb();
        await using var requestLog = await app.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync();
        await using var keyStore = await app.Get<IDbContextFactory<KeyStoreDb>>().CreateDbContextAsync();
        Assert.Equal(portal.Database.GetMigrations(), await portal.Database.GetAppliedMigrationsAsync());
        Assert.Equal(requestLog.Database.GetMigrations(), await requestLog.Database.GetAppliedMigrationsAsync());
        Assert.Equal(keyStore.Database.GetMigrations(), await keyStore.Database.GetAppliedMigrationsAsync());
    }

    /// <summary>Schema, keys, roles, texts, rules and controls: what a start makes is there once, however many make it at once.</summary>
    [PostgresFact]
    public async Task Nodes_that_start_at_the_same_moment_make_what_is_missing_once()
    {
        IReadOnlyDictionary<string, long> once;
        await using (var alone = await PortalApp.StartOnAsync(TestDatabase.Empty()))
        {
            once = await RowsAsync(alone);
        }

        var nodes = await PortalApp.StartTogetherAsync(3);
        try
        {
            Assert.Equal(once, await RowsAsync(nodes[0]));
            var (vaults, somebody) = (nodes.Select(node => node.Get<Vault>()).ToList(), Guid.NewGuid());
            var secret = await vaults[0].SealAsync(somebody, "told by one node", default);
            foreach (var vault in vaults)
            {
                Assert.Equal("told by one node", await vault.OpenAsync(somebody, secret, Purpose.AccountManagement, default));
                Assert.Equal(vaults[0].LookupHash("x"), vault.LookupHash("x"));
            }

            var cookies = nodes.Select(node => node.Get<IDataProtectionProvider>().CreateProtector("cookie")).ToList();
            Assert.All(cookies.SelectMany(made => cookies, (made, read) => read.Unprotect(made.Protect("signed in"))), text => Assert.Equal("signed in", text));
        }
        finally
        {
            foreach (var node in nodes.Reverse())
            {
                await node.DisposeAsync();
            }
        }
    }

    /// <summary>How many rows each table of the three databases has, but for those that tell of nodes and their time.</summary>
    private static async Task<SortedDictionary<string, long>> RowsAsync(PortalApp app)
    {
        string[] ofNodes = ["public.cluster_nodes"];
        await using var db = app.OpenDb();
        var tables = await db.Database.SqlQuery<string>($"""
            SELECT schemaname || '.' || relname AS "Value" FROM pg_stat_user_tables
            """).ToListAsync();
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables.Except(ofNodes))
        {
            var sql = $"SELECT COUNT(*) AS \"Value\" FROM {string.Join('.', table.Split('.').Select(name => $"\"{name}\""))}";
            rows[table] = await db.Database.SqlQueryRaw<long>(sql).SingleAsync();
        }

        return rows;
    }

    private static (DbContext Sqlite, DbContext Postgres) Open(string store) => store switch
    {
        "Portal" => (new SqlitePortalDesign().CreateDbContext([]), new PostgresPortalDesign().CreateDbContext([])),
        "RequestLog" => (new SqliteRequestLogDesign().CreateDbContext([]), new PostgresRequestLogDesign().CreateDbContext([])),
        _ => (new SqliteKeyStoreDesign().CreateDbContext([]), new PostgresKeyStoreDesign().CreateDbContext([])),
    };

    private static IEnumerable<string> Steps(DbContext db) => db.Database.GetMigrations().Select(m => m.Split('_', 2)[1]);
}
