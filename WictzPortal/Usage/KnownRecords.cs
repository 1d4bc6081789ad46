using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>Finds which calls have a usage record already.</summary>
internal static class KnownRecords
{
    /// <summary>Those of the ids that have one.</summary>
    public static async Task<HashSet<Guid>> AmongAsync(PortalDb db, IEnumerable<Guid> requestIds, CancellationToken cancellationToken)
    {
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            return OnSqlite(sqlite, requestIds);
        }

        var ids = requestIds.ToArray();
        return [.. await db.UsageRecords.Where(r => ids.Contains(r.RequestId)).Select(r => r.RequestId).ToListAsync(cancellationToken)];
    }

    // SQLite has no arrays. One statement for each id costs a microsecond; a query of five hundred parameters several times that for each.
    private static HashSet<Guid> OnSqlite(SqliteConnection connection, IEnumerable<Guid> requestIds)
    {
        var database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v2(database, """SELECT 1 FROM usage_records WHERE "RequestId" = ?""", out var statement), database);
        var known = new HashSet<Guid>();
        Span<byte> bytes = stackalloc byte[16];
        using (statement)
        {
            foreach (var id in requestIds)
            {
                id.TryWriteBytes(bytes, bigEndian: true, out _);
                raw.sqlite3_bind_blob(statement, 1, bytes);
                var found = raw.sqlite3_step(statement);
                SqliteException.ThrowExceptionForRC(found, database);
                raw.sqlite3_reset(statement);
                if (found == raw.SQLITE_ROW)
                {
                    known.Add(id);
                }
            }
        }

        return known;
    }
}
