using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>The tax of one rate: of the sum of its lines, rounded once.</summary>
internal readonly record struct TaxOfRate(int Percent, long NetKurus, long VatKurus);

/// <summary>
/// The tax of a document's lines. Each rate's tax is that of its sum, rounded half up once, and is then shared out to the lines by the
/// largest remainder. Rounding each line alone drifts from the sum.
/// </summary>
internal static class LineTax
{
    public static IReadOnlyList<TaxOfRate> ByRate(IEnumerable<(long NetKurus, int Percent)> lines) =>
        [.. lines.GroupBy(line => line.Percent).OrderByDescending(rate => rate.Key)
            .Select(rate => new TaxOfRate(rate.Key, rate.Sum(l => l.NetKurus), VatSplit.OfNet(rate.Sum(l => l.NetKurus), rate.Key).VatKurus))];

    /// <summary>Each line's part of the tax of its rate, in the order of the lines.</summary>
    public static long[] Share(IReadOnlyList<(long NetKurus, int Percent)> lines)
    {
        var shares = new long[lines.Count];
        foreach (var rate in ByRate(lines))
        {
            int[] places = [.. Enumerable.Range(0, lines.Count).Where(i => lines[i].Percent == rate.Percent)];
            var parts = LargestRemainder.Share(rate.VatKurus, [.. places.Select(i => lines[i].NetKurus)]);
            for (var i = 0; i < places.Length; i++)
            {
                shares[places[i]] = parts[i];
            }
        }

        return shares;
    }
}
