using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Usage;

/// <summary>Bars in a row that are of one length.</summary>
internal readonly record struct BarRun(DateTimeOffset FromAt, DateTimeOffset ToAt, TimeSpan Length);

/// <summary>
/// Sums roll-ups by bar in the database, which has a hundred quarters for each day that a page shows. A day is its zone's: where the
/// clocks change it stands by itself, so the sums are exact.
/// </summary>
internal static class BarSums
{
    /// <summary>One row for each bar, key and model; <c>QuarterAt</c> is where the bar begins.</summary>
    public static IQueryable<T> Of<T>(DbContext db, long accountNumber, in BarRun run)
        where T : class
    {
        var isSqlite = db.Database.IsSqlite();
        var entity = db.Model.FindEntityType(typeof(T))!;
        var key = entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()).ToHashSet();
        var bar = isSqlite ? "{1} + (\"QuarterAt\" - {1}) / {3} * {3}" : "date_bin({3}, \"QuarterAt\", {1})";
        var columns = entity.GetProperties().Select(property => property.GetColumnName()).Select(
            name => name == "QuarterAt" ? $"{bar} AS \"QuarterAt\"" : key.Contains(name) ? $"\"{name}\"" : $"CAST(SUM(\"{name}\") AS bigint) AS \"{name}\"");
        var table = entity.GetSchema() is { } schema ? $"\"{schema}\".\"{entity.GetTableName()}\"" : $"\"{entity.GetTableName()}\"";
        var sql = $$"""
            SELECT {{string.Join(", ", columns)}} FROM {{table}}
            WHERE "AccountNumber" = {0} AND "QuarterAt" >= {1} AND "QuarterAt" < {2} GROUP BY "AccountNumber", {{bar}}, "ModelId", "KeyId"
            """;
        object[] values = isSqlite
            ? [accountNumber, run.FromAt.ToUnixTimeMilliseconds(), run.ToAt.ToUnixTimeMilliseconds(), (long)run.Length.TotalMilliseconds]
            : [accountNumber, run.FromAt.ToUniversalTime(), run.ToAt.ToUniversalTime(), run.Length];
        return db.Set<T>().FromSqlRaw(sql, values).AsNoTracking();
    }
}
