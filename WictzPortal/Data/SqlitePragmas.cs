using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WictzPortal.Data;

/// <summary>
/// Sets every SQLite connection up the same way. <c>auto_vacuum</c> comes first: it is fixed by the first page written, and
/// switching to WAL writes it. Set again it would wait for whoever writes, so that a transaction could not read beside itself.
/// <c>secure_delete</c> overwrites what is deleted, since erasure must remove the bytes.
/// </summary>
public sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Statements = $"""
        {AutoVacuum}
        {Rest}
        """;

    private const string AutoVacuum = "PRAGMA auto_vacuum=INCREMENTAL;";
    private const long Incremental = 2;

    private const string Rest = """
        PRAGMA busy_timeout=10000;
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=NORMAL;
        PRAGMA secure_delete=ON;
        PRAGMA foreign_keys=ON;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsReadOnly(connection))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA auto_vacuum";
        command.CommandText = command.ExecuteScalar() is Incremental ? Rest : Statements;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsReadOnly(connection))
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA auto_vacuum";
        command.CommandText = await command.ExecuteScalarAsync(cancellationToken) is Incremental ? Rest : Statements;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // EF opens the file read-only to see whether it is there.
    private static bool IsReadOnly(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}
