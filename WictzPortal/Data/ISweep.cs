using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Data;

/// <summary>What retention asks of a <see cref="ISweep"/>: one batch of what is past its time.</summary>
public interface ISweepOrder
{
    /// <summary>What counts from an earlier moment is due.</summary>
    DateTimeOffset Before { get; }

    /// <summary>About as many rows as one short transaction may delete.</summary>
    int MostRows { get; }

    /// <summary>The rows of a table that are due, without those that must stay.</summary>
    IQueryable<T> Due<T>(DbContext db)
        where T : class;

    /// <summary>The rows of a table that must stay though they may be due, because they are restricted or held.</summary>
    IQueryable<T> Kept<T>(DbContext db)
        where T : class;
}

/// <summary>
/// Deletes what is due from tables that cannot lose rows one by one: chains and books that must still add up afterwards. All other tables
/// need none.
/// </summary>
public interface ISweep
{
    /// <summary>The tables it deletes from; the first says how long their rows are kept.</summary>
    IReadOnlyList<Type> Entities { get; }

    /// <summary>Deletes one batch in one transaction.</summary>
    /// <returns>The rows deleted, by table; nothing at all when nothing is due.</returns>
    Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken);
}
