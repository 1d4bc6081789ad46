using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Breaches;

/// <summary>Finds the records that a hold is to be placed on: one person's rows of some tables, of a time.</summary>
internal sealed class HoldFinder(DataMap map, IPersonScopes people)
{
    /// <summary>The tables that hold people's rows in the main database and the request log.</summary>
    public IReadOnlyList<string> Tables => [.. map.Sets.Where(s => s.HasSubject && s.Entity.FindPrimaryKey() is not null).Select(s => s.Table).Order(StringComparer.Ordinal)];

    /// <param name="until">The last day, inclusive; rows without a time are always taken.</param>
    public async Task<IReadOnlyCollection<HeldRecord>> FindAsync(
        Guid userId, IReadOnlyCollection<string> tables, DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        var scope = await people.OfAsync(userId, cancellationToken);
        var records = new List<HeldRecord>();
        foreach (var set in map.Sets.Where(s => s.HasSubject && tables.Contains(s.Table)))
        {
            await using var db = await map.OpenAsync(set, cancellationToken);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            var rows = await ((IQueryable<object>)set.RowsOf(db, scope)).ToListAsync(cancellationToken);
            records.AddRange(rows.Where(row => IsWithin(set.KeptFrom?.Property.PropertyInfo?.GetValue(row), from, until))
                .Select(row => new HeldRecord(set.Table, RowKey.Of(set.Entity, row))));
        }

        return records;
    }

    private static bool IsWithin(object? time, DateOnly? from, DateOnly? until) =>
        time is not DateTimeOffset at || (!(DateOnly.FromDateTime(at.UtcDateTime) < from) && !(DateOnly.FromDateTime(at.UtcDateTime) > until));
}
