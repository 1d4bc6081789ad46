using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>How much the portal holds of a person in one part of it, and by which rules it goes.</summary>
/// <param name="Process">English, and the key of its translation in <see cref="PoliciesText"/>.</param>
/// <param name="Rules">The retention rules of what there is.</param>
internal sealed record Holding(string Process, long Records, IReadOnlyList<RetentionRule> Rules);

/// <summary>Counts what the portal holds of a person, in every table that the marks call personal.</summary>
internal sealed class Holdings(IDbContextFactory<PortalDb> databases, DataMap map, Vault vault, IPersonScopes scopes, TimeProvider clock)
{
    /// <summary>The most first; parts that hold nothing are left out.</summary>
    public async Task<IReadOnlyList<Holding>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var reader = new RowReader(databases, vault, await scopes.OfAsync(userId, cancellationToken), clock.GetUtcNow());
        var counts = new List<(PackageTable Table, long Rows)>();
        await using var snapshots = new Snapshots(map);
        foreach (var table in PackageTable.All(map, PackageScope.Access, []))
        {
            var db = await snapshots.OfAsync(table.Set, cancellationToken);
            counts.Add((table, await reader.CountAsync(db, table, cancellationToken)));
        }

        return [..
            from count in counts
            where count.Rows > 0
            group count by PolicyWords.Process(count.Table.Set.Folder) into part
            orderby part.Sum(c => c.Rows) descending
            select new Holding(part.Key, part.Sum(c => c.Rows), [.. part.Select(c => c.Table.Set.Rule).Distinct().Order()])];
    }
}
