using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
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

    private static (DbContext Sqlite, DbContext Postgres) Open(string store) => store switch
    {
        "Portal" => (new SqlitePortalDesign().CreateDbContext([]), new PostgresPortalDesign().CreateDbContext([])),
        "RequestLog" => (new SqliteRequestLogDesign().CreateDbContext([]), new PostgresRequestLogDesign().CreateDbContext([])),
        _ => (new SqliteKeyStoreDesign().CreateDbContext([]), new PostgresKeyStoreDesign().CreateDbContext([])),
    };

    private static IEnumerable<string> Steps(DbContext db) => db.Database.GetMigrations().Select(m => m.Split('_', 2)[1]);
}
