using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WictzPortal.Usage;

/// <summary>
/// Inserts entities of one type into SQLite by one statement that is bound without ADO.NET's parameters: to fill those costs more
/// than the insert.
/// </summary>
internal sealed class SqliteInsert<T>
{
    private readonly string _sql;
    private readonly Action<sqlite3_stmt, T> _bind;

    public SqliteInsert(BulkTable table, bool addUp)
    {
        _sql = table.InsertSql($"VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})", addUp);
        var statement = Expression.Parameter(typeof(sqlite3_stmt), "statement");
        var binds = table.Columns.Select((column, i) => SqliteBinding.Of(statement, i + 1, column.Stored));
        _bind = Expression.Lambda<Action<sqlite3_stmt, T>>(Expression.Block(binds), statement, table.Row).Compile();
    }

    /// <summary>In the transaction that the connection is in.</summary>
    public void Run(SqliteConnection connection, IReadOnlyCollection<T> rows)
    {
        var database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, _sql, out var statement), database);
        using (statement)
        {
            foreach (var row in rows)
            {
                _bind(statement, row);
                SqliteException.ThrowExceptionForRC(raw.sqlite3_step(statement), database);
                raw.sqlite3_reset(statement);
            }
        }
    }
}

/// <summary>Binds values of the types that columns are stored as.</summary>
internal static class SqliteBinding
{
    private const int MostOnStack = 512;

    public static Expression Of(Expression statement, int index, Expression value)
    {
        var stored = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        var bound = stored == typeof(string) || stored == typeof(byte[]) ? value : AsInteger(value, stored);
        var method = typeof(SqliteBinding).GetMethod(
            nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static, [typeof(sqlite3_stmt), typeof(int), bound.Type]);
        return Expression.Call(method!, statement, Expression.Constant(index), bound);
    }

    private static Expression AsInteger(Expression value, Type stored)
    {
        if (stored != typeof(bool))
        {
            return Expression.Convert(value, value.Type == stored ? typeof(long) : typeof(long?));
        }

        return value.Type == stored
            ? Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L))
            : throw new NotSupportedException("No table has a yes or no that may be absent.");
    }

    private static void Bind(sqlite3_stmt statement, int index, long value) => raw.sqlite3_bind_int64(statement, index, value);

    private static void Bind(sqlite3_stmt statement, int index, long? value)
    {
        if (value is { } present)
        {
            raw.sqlite3_bind_int64(statement, index, present);
        }
        else
        {
            raw.sqlite3_bind_null(statement, index);
        }
    }

    private static void Bind(sqlite3_stmt statement, int index, byte[]? value)
    {
        if (value is not null)
        {
            raw.sqlite3_bind_blob(statement, index, value);
        }
        else
        {
            raw.sqlite3_bind_null(statement, index);
        }
    }

    private static void Bind(sqlite3_stmt statement, int index, string? value)
    {
        if (value is null)
        {
            raw.sqlite3_bind_null(statement, index);
        }
        else if (value.Length is 0 or > MostOnStack / 3)
        {
            raw.sqlite3_bind_text(statement, index, value);
        }
        else
        {
            Span<byte> utf8 = stackalloc byte[MostOnStack];
            raw.sqlite3_bind_text(statement, index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        }
    }
}
