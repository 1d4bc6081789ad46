using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>One line of what a call costs: so many of a thing, at a price for so many of it.</summary>
/// <param name="Item">The bucket, such as <c>cached_input</c>; or <c>image</c>, <c>character</c>, <c>millisecond</c>.</param>
/// <param name="Count">How many were used.</param>
/// <param name="Lira">The price of <paramref name="Per"/> of them.</param>
/// <param name="Per">A million tokens or characters, a minute's 60 000 milliseconds, one image.</param>
public sealed record PricedLine(string Item, long Count, decimal Lira, long Per)
{
    /// <summary>Where the item has several prices, which of them: an image's size, as the price states it.</summary>
    public string? Tariff { get; init; }

    /// <summary>The line's amount in micros, unrounded, as <see cref="PricedCall.ExactMicros"/> is written.</summary>
    public string ExactMicros => Weights.Exact(Weight);

    internal Int128 Weight => Count * Weights.Of(Lira, Per);
}

/// <summary>How the cost of a call comes about. What was not used has no line.</summary>
/// <param name="AboveInputTokens">The threshold of the tier whose prices count for the whole call; null below all tiers.</param>
public sealed record PricedCall(long? AboveInputTokens, IReadOnlyList<PricedLine> Lines)
{
    /// <summary>
    /// The sum of the lines in micros, unrounded: a decimal that ends; or, as minutes of audio can make it, one divided by three, such as
    /// <c>250000/3</c>.
    /// </summary>
    public string ExactMicros => Weights.Exact(Sum);

    public Money Cost => Weights.Rounded(Sum);

    private Int128 Sum => Lines.Aggregate(Int128.Zero, (sum, line) => sum + line.Weight);
}
