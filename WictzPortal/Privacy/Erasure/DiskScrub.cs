using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>
/// Removes the bytes of deleted rows. On SQLite they are overwritten at once, but stand in the write-ahead log until it is truncated; then
/// the files are searched. On PostgreSQL the space is freed for reuse, and what is personal was never there but sealed or hashed.
/// </summary>
internal sealed class DiskScrub(DataMap map)
{
    private const int BlockBytes = 1 << 20;

    /// <returns>Null when clean; or what hinders it: a reader that holds the log, or a file with one of the texts.</returns>
    public async Task<string?> RunAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken)
    {
        foreach (var store in map.Sets.GroupBy(set => set.Store))
        {
            await using var db = await map.OpenAsync(store.First(), cancellationToken);
            var fault = db.Database.GetDbConnection() is SqliteConnection sqlite
                ? await ScrubAsync(db, sqlite, texts, cancellationToken)
                : await VacuumAsync(db, store.Where(set => set.HasSubject), cancellationToken);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static async Task<string?> ScrubAsync(
        DbContext db, SqliteConnection sqlite, IReadOnlyCollection<string> texts, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await RunAsync(sqlite, "PRAGMA incremental_vacuum", cancellationToken);

        // Waits for readers as long as the connection's timeout lets it. 1 in the first column: one held the log to the end.
        if (await RunAsync(sqlite, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken) != 0)
        {
            return "the write-ahead log is being read";
        }

        if (texts.Count == 0)
        {
            return null;
        }

        var path = sqlite.DataSource;
        foreach (var file in new[] { path, $"{path}-wal" }.Where(File.Exists))
        {
            if (await HoldsAsync(file, [.. texts.Select(Encoding.UTF8.GetBytes)], cancellationToken))
            {
                return $"{Path.GetFileName(file)} holds left-overs";
            }
        }

        return null;
    }

    private static async Task<string?> VacuumAsync(DbContext db, IEnumerable<DataSet> sets, CancellationToken cancellationToken)
    {
        foreach (var set in sets)
        {
            var table = string.Join('.', new[] { set.Entity.GetSchema(), set.Table }.OfType<string>().Select(name => $"\"{name}\""));
#pragma warning disable EF1002 // the model's own names
            await db.Database.ExecuteSqlRawAsync($"VACUUM {table}", cancellationToken);
#pragma warning restore EF1002
        }

        return null;
    }

    // Each step of incremental_vacuum frees a page and comes as a row: all must be read.
    private static async Task<long> RunAsync(SqliteConnection sqlite, string pragma, CancellationToken cancellationToken)
    {
        await using var command = sqlite.CreateCommand();
        command.CommandText = pragma;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var first = 0L;
        for (var row = 0; await reader.ReadAsync(cancellationToken); row++)
        {
            first = row == 0 && reader.FieldCount > 0 ? reader.GetInt64(0) : first;
        }

        return first;
    }

    private static async Task<bool> HoldsAsync(string path, IReadOnlyList<byte[]> patterns, CancellationToken cancellationToken)
    {
        var overlap = patterns.Max(p => p.Length) - 1;
        var block = new byte[BlockBytes + overlap];
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        for (var kept = 0; ;)
        {
            var read = await file.ReadAtLeastAsync(block.AsMemory(kept), BlockBytes, throwOnEndOfStream: false, cancellationToken);
            var filled = kept + read;
            if (patterns.Any(pattern => block.AsSpan(0, filled).IndexOf(pattern) >= 0))
            {
                return true;
            }

            if (read < BlockBytes)
            {
                return false;
            }

            kept = Math.Min(overlap, filled);
            block.AsSpan(filled - kept, kept).CopyTo(block);
        }
    }
}
