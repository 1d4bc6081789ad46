namespace WictzPortal.Kernel;

/// <summary>Shares a whole number out in proportion, so that the parts are whole and sum to it.</summary>
public static class LargestRemainder
{
    /// <param name="total">Not negative.</param>
    /// <param name="weights">None negative. Parts of nothing at all are nothing.</param>
    public static long[] Share(long total, IReadOnlyList<long> weights)
    {
        Int128 all = weights.Aggregate(0L, (sum, weight) => checked(sum + weight));
        var parts = new long[weights.Count];
        if (all == 0)
        {
            return parts;
        }

        var remainders = new Int128[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var exact = (Int128)total * weights[i];
            parts[i] = (long)(exact / all);
            remainders[i] = exact % all;
        }

        var left = (int)(total - parts.Sum());
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take(left))
        {
            parts[i]++;
        }

        return parts;
    }
}
