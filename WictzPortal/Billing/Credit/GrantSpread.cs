using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>Which grant was used for what: the earliest end first, credit without an end last. Computed from the books alone.</summary>
internal static class GrantSpread
{
    /// <param name="ends">When each grant ends.</param>
    /// <param name="lines">All that moved the promotional credit, in order of time.</param>
    /// <returns>What is left of each grant, in micros.</returns>
    public static IReadOnlyDictionary<Guid, long> Left(IReadOnlyDictionary<Guid, DateTimeOffset> ends, IEnumerable<HistoryLine> lines)
    {
        var byKey = ends.Keys.ToDictionary(CreditGrant.KeyOf);
        var byEndKey = ends.Keys.ToDictionary(CreditGrant.EndKeyOf);
        var left = ends.Keys.ToDictionary(id => id, _ => 0L);
        foreach (var line in lines)
        {
            if (byKey.TryGetValue(line.Key, out var given) || byEndKey.TryGetValue(line.Key, out given))
            {
                left[given] += line.Amount.Micros;
            }
            else if (line.Amount.Micros < 0)
            {
                Use(left, ends, -line.Amount.Micros);
            }
        }

        return left;
    }

    private static void Use(Dictionary<Guid, long> left, IReadOnlyDictionary<Guid, DateTimeOffset> ends, long micros)
    {
        foreach (var id in left.Where(grant => grant.Value > 0).Select(grant => grant.Key).OrderBy(id => ends[id]).ThenBy(id => id).ToList())
        {
            var taken = Math.Min(micros, left[id]);
            left[id] -= taken;
            micros -= taken;
        }
    }
}
