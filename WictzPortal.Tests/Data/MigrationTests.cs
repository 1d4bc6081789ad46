using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

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

    private static (DbContext Sqlite, DbContext Postgres) Open(string store) => store switch
    {
        "Portal" => (new SqlitePortalDesign().CreateDbContext([]), new PostgresPortalDesign().CreateDbContext([])),
        "RequestLog" => (new SqliteRequestLogDesign().CreateDbContext([]), new PostgresRequestLogDesign().CreateDbContext([])),
        _ => (new SqliteKeyStoreDesign().CreateDbContext([]), new PostgresKeyStoreDesign().CreateDbContext([])),
    };

    private static IEnumerable<string> Steps(DbContext db) => db.Database.GetMigrations().Select(m => m.Split('_', 2)[1]);
}
