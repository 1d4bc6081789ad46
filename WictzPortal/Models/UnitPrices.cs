using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>What one image of a size costs. A size may say its quality too: <c>1024x1024</c>, <c>high-1024x1024</c>, <c>default</c>.</summary>
public sealed record ImagePrice(string Size, decimal Lira);

/// <summary>What a price states beside tokens. What it does not state is null, and is never given for nothing.</summary>
/// <param name="Images">Ordered by size, ordinally: an image's tariff is its place here.</param>
/// <param name="PerMillionCharacters">Lira per million characters to be spoken.</param>
/// <param name="PerMinute">Lira per minute of audio to be transcribed.</param>
public sealed record UnitPrices(IReadOnlyList<ImagePrice> Images, decimal? PerMillionCharacters, decimal? PerMinute)
{
    /// <summary>Stands for each size that is not priced itself.</summary>
    public const string OtherSizes = "default";

    public static readonly UnitPrices None = new([], null, null);

    /// <summary>Whether it says what such units cost.</summary>
    public bool State(Units units) => PriceOf(units).HasValue;

    /// <summary>
    /// So many images of a size: the price of exactly this quality and size, or of the size, or of all other sizes. None when it states
    /// none of them.
    /// </summary>
    /// <param name="quality">As the caller names it; null when it does not.</param>
    /// <param name="size">As the caller names it; null leaves only the price of other sizes.</param>
    public Units? FindImages(string? quality, string? size, long count)
    {
        var tariff = quality is null || size is null ? -1 : TariffOf($"{quality}-{size}");
        tariff = tariff < 0 && size is not null ? TariffOf(size) : tariff;
        tariff = tariff < 0 ? TariffOf(OtherSizes) : tariff;
        return tariff < 0 ? null : new Units(UnitKind.Image, tariff, count);
    }

    /// <summary>So many images at the dearest price that those of a size can have.</summary>
    /// <param name="size">Null: any size.</param>
    public Units DearestImages(string? size, long count)
    {
        var dearest = FindImages(null, size, count)?.Tariff ?? 0;
        for (var i = 0; i < Images.Count; i++)
        {
            var fits = size is null || Images[i].Size.EndsWith($"-{size}", StringComparison.Ordinal);
            dearest = fits && Images[i].Lira > Images[dearest].Lira ? i : dearest;
        }

        return new Units(UnitKind.Image, dearest, count);
    }

    internal Int128 Weigh(Units units) => units.Count * (PriceOf(units)
        ?? throw new ArgumentException($"The price does not state {units.Kind}, tariff {units.Tariff}.", nameof(units)));

    /// <summary>The same as a line; none where nothing was used beside tokens.</summary>
    internal IEnumerable<PricedLine> Lines(Units units) => units.Kind switch
    {
        UnitKind.Image => [new PricedLine("image", units.Count, Images[units.Tariff].Lira, 1) { Tariff = Images[units.Tariff].Size }],
        UnitKind.Character => [new PricedLine("character", units.Count, PerMillionCharacters!.Value, 1_000_000)],
        UnitKind.Millisecond => [new PricedLine("millisecond", units.Count, PerMinute!.Value, 60_000)],
        _ => [],
    };

    // Weights of one unit.
    private Int128? PriceOf(Units units) => units.Kind switch
    {
        UnitKind.None => 0,
        UnitKind.Image when units.Tariff >= 0 && units.Tariff < Images.Count => Weights.OfPiece(Images[units.Tariff].Lira),
        UnitKind.Character when PerMillionCharacters is { } lira => Weights.OfMillion(lira),
        UnitKind.Millisecond when PerMinute is { } lira => Weights.OfMinute(lira),
        _ => null,
    };

    private int TariffOf(string size)
    {
        for (var i = 0; i < Images.Count; i++)
        {
            if (Images[i].Size == size)
            {
                return i;
            }
        }

        return -1;
    }
}
