using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace WictzPortal.Usage;

/// <summary>Inserts entities of one type into PostgreSQL by one statement, which takes an array for each column.</summary>
internal sealed class PostgresInsert<T>
{
    private readonly string _sql;
    private readonly IReadOnlyList<(Func<IReadOnlyCollection<T>, Array> ArrayOf, string Type)> _columns;

    public PostgresInsert(BulkTable table, bool addUp)
    {
        _sql = table.InsertSql($"SELECT * FROM unnest({string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"))})", addUp);
        _columns = [.. table.Columns.Select(column => (ArrayOf(column.Stored, table.Row), $"{column.StoreType}[]"))];
    }

    /// <summary>In the context's transaction.</summary>
    public async Task RunAsync(DbContext db, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            _sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        foreach (var (arrayOf, type) in _columns)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = arrayOf(rows), DataTypeName = type });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Func<IReadOnlyCollection<T>, Array> ArrayOf(Expression stored, ParameterExpression row)
    {
        var valueOf = Expression.Lambda(stored, row).Compile();
        var fill = typeof(PostgresInsert<T>).GetMethod(nameof(Fill), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(stored.Type);
        return fill.CreateDelegate<Func<IReadOnlyCollection<T>, Array>>(valueOf);
    }

    private static TValue[] Fill<TValue>(Func<T, TValue> valueOf, IReadOnlyCollection<T> rows)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows)
        {
            values[i++] = valueOf(row);
        }

        return values;
    }
}
