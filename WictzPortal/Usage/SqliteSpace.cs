using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Usage;

/// <summary>Gives the pages of deleted rows back to the disk, and empties the write-ahead log that still holds what stood in them.</summary>
internal static class SqliteSpace
{
    private const int PagesAtOnce = 20_000;

    public static async Task GiveBackAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            return;
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        await RunAsync(db, $"PRAGMA incremental_vacuum({PagesAtOnce})", cancellationToken);
        await RunAsync(db, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    // Each step of incremental_vacuum frees a page and comes as a row: all must be read.
    private static async Task RunAsync(DbContext db, string pragma, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
        }
    }
}
