using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Usage;

/// <summary>Gives the pages of deleted rows back to the disk, and empties the write-ahead log that still holds what stood in them.</summary>
public static class SqliteSpace
{
    // A piece at a time, so that nobody who writes waits for long.
    private const int PagesAtOnce = 500;
    private const int MostPieces = 200;

    public static async Task GiveBackAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            return;
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        for (var piece = 0; piece < MostPieces && await FreePagesAsync(db, cancellationToken) > 0; piece++)
        {
            await RunAsync(db, $"PRAGMA incremental_vacuum({PagesAtOnce})", cancellationToken);
        }

        await RunAsync(db, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    private static async Task<long> FreePagesAsync(DbContext db, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA freelist_count";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
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
