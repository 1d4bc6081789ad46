using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Jobs;

/// <summary>Quartz's way to the portal's own SQLite file, with connections set up as all others are.</summary>
internal sealed class SqliteJobStore(string connectionString) : DbDataSource
{
    public override string ConnectionString => connectionString;

    public static DbDataSource Open(IServiceProvider services)
    {
        using var db = services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext();
        return new SqliteJobStore(db.Database.GetConnectionString()!);
    }

    protected override DbConnection CreateDbConnection() => new Connection(connectionString);

    private sealed class Connection(string connectionString) : SqliteConnection(connectionString)
    {
        public override void Open()
        {
            base.Open();
            using var command = CreateCommand();
            command.CommandText = SqlitePragmas.Statements;
            command.ExecuteNonQuery();
        }
    }
}
