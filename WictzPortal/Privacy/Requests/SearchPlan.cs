using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>One place where a person's data is, and how many rows of it.</summary>
/// <param name="KeptByLaw">Whether erasure leaves the rows.</param>
/// <param name="Held">How many a legal hold keeps.</param>
public sealed record SearchedTable(string Folder, string Table, int Rows, bool KeptByLaw, int Held);

/// <summary>Where to look for a person's data: every table of the data map that has some, with what is kept and held. Nothing is opened.</summary>
internal sealed class SearchPlan(DataMap map, IPersonScopes people, KeepOut keepOut)
{
    public async Task<IReadOnlyList<SearchedTable>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var scope = await people.OfAsync(userId, cancellationToken);
        var found = new List<SearchedTable>();
        foreach (var set in map.Sets.Where(set => set.HasSubject && set.IsPersonal))
        {
            await using var db = await map.OpenAsync(set, cancellationToken);
            var rows = set.RowsOf(db, scope);
            if (await CountAsync(rows, cancellationToken) is > 0 and var count)
            {
                var held = await keepOut.HeldKeysAsync(set.Table, cancellationToken);
                found.Add(new SearchedTable(
                    set.Folder, set.Table, count, set.IsKeptByLaw,
                    held.Count == 0 ? 0 : await CountAsync(KeepOut.OnlyHeld(rows, set, held), cancellationToken)));
            }
        }

        return [.. found.OrderBy(f => f.Folder, StringComparer.Ordinal).ThenBy(f => f.Table, StringComparer.Ordinal)];
    }

    private static Task<int> CountAsync(IQueryable rows, CancellationToken cancellationToken) => rows.Cast<object>().CountAsync(cancellationToken);
}
