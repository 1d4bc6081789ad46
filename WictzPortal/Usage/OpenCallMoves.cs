using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>
/// What a slice of the journal changes about the open calls. A call that opens and ends within the slice, as most do, does not touch
/// their table. A stream is over when it is settled, as its client has seen it nearly whole; any other call when it is released.
/// </summary>
/// <param name="Gone">Deleted first, whether they are there or not.</param>
/// <param name="Come">Inserted then.</param>
internal readonly record struct OpenCallMoves(IReadOnlyCollection<Guid> Gone, IReadOnlyCollection<OpenCall> Come)
{
    public static OpenCallMoves Of(in JournalSlice slice)
    {
        var (open, gone) = (new Dictionary<Guid, int>(), new HashSet<Guid>());
        for (var i = 0; i < slice.Records.Count; i++)
        {
            var record = slice.Records[i];
            if (record is { Kind: JournalKind.Usage, WasOpened: false })
            {
                continue;
            }

            var isOpen = record.Kind == JournalKind.Opened;
            var isHere = open.Remove(record.RequestId);
            if (slice.MayRepeat || !(isOpen || isHere))
            {
                gone.Add(record.RequestId);
            }

            if (isOpen || record is { Kind: JournalKind.Usage, Streamed: false })
            {
                open[record.RequestId] = i;
            }
        }

        var records = slice.Records;
        return new OpenCallMoves(gone, [.. open.Values.Select(i => OpenCall.Of(records[i]))]);
    }

    /// <summary>In the context's transaction.</summary>
    public async Task ApplyAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await DeleteAsync(db, Gone, cancellationToken);
        await BulkWriter.InsertAsync(db, Come, cancellationToken);
    }

    private static async Task DeleteAsync(PortalDb db, IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken)
    {
        if (requestIds.Count == 0)
        {
            return;
        }

        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            DeleteOnSqlite(sqlite, requestIds);
            return;
        }

        var ids = requestIds.ToArray();
        await db.OpenCalls.Where(call => ids.Contains(call.RequestId)).ExecuteDeleteAsync(cancellationToken);
    }

    // One statement for each, as KnownRecords does and for its reason.
    private static void DeleteOnSqlite(SqliteConnection connection, IEnumerable<Guid> requestIds)
    {
        var database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v2(database, """DELETE FROM open_calls WHERE "RequestId" = ?""", out var statement), database);
        Span<byte> bytes = stackalloc byte[16];
        using (statement)
        {
            foreach (var id in requestIds)
            {
                id.TryWriteBytes(bytes, bigEndian: true, out _);
                raw.sqlite3_bind_blob(statement, 1, bytes);
                SqliteException.ThrowExceptionForRC(raw.sqlite3_step(statement), database);
                raw.sqlite3_reset(statement);
            }
        }
    }
}
