using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Dearer prices for the whole request once its input is longer than <paramref name="AboveInputTokens"/>.</summary>
public sealed record PriceTier(long AboveInputTokens, TokenPrices Prices);

/// <summary>One version of a model's price in the price book: what a usage record is rated by.</summary>
/// <param name="VersionId">Names the version in usage records; a version never changes.</param>
/// <param name="EffectiveFrom">From when on it holds.</param>
/// <param name="Prices">The prices below every tier; null where the model is not sold by tokens.</param>
/// <param name="Tiers">By rising threshold.</param>
public sealed record Price(int VersionId, DateTimeOffset EffectiveFrom, TokenPrices? Prices, IReadOnlyList<PriceTier> Tiers)
{
    /// <summary>What it states beside tokens.</summary>
    public UnitPrices Units { get; init; } = UnitPrices.None;

    /// <summary>What a request costs: Σ tokens × price + units × price in 128 bits, rounded once, half up.</summary>
    /// <param name="units">Of a kind that the price states.</param>
    public Money CostOf(in TokenCounts tokens, Units units = default) =>
        Weights.Rounded(((TierFor(tokens.TotalInput)?.Prices ?? Prices)?.Weigh(tokens) ?? 0) + Units.Weigh(units));

    /// <summary>The same as <see cref="CostOf"/>, line by line.</summary>
    /// <param name="units">Of a kind that the price states.</param>
    public PricedCall Itemize(in TokenCounts tokens, Units units)
    {
        var tier = TierFor(tokens.TotalInput);
        IEnumerable<PricedLine> lines = (tier?.Prices ?? Prices ?? TokenPrices.None).Lines(tokens);
        return new PricedCall(tier?.AboveInputTokens, [.. lines.Concat(Units.Lines(units)).Where(line => line.Count > 0)]);
    }

    /// <summary>The most that a request of this size can cost: the dearest input bucket of the dearest tier it may reach, and its units.</summary>
    public Money WorstCase(long inputTokens, long maxOutputTokens, Units units = default)
    {
        var worst = Prices?.WeighWorst(inputTokens, maxOutputTokens) ?? 0;
        foreach (var tier in Tiers)
        {
            if (inputTokens > tier.AboveInputTokens)
            {
                worst = Int128.Max(worst, tier.Prices.WeighWorst(inputTokens, maxOutputTokens));
            }
        }

        return Weights.Rounded(worst + Units.Weigh(units));
    }

    /// <summary>Whether it states what a model of this kind is metered by. A model whose price does not is not sold.</summary>
    internal bool Fits(ModelKind kind) => kind switch
    {
        ModelKind.Image => Prices is not null || Units.Images.Count > 0,
        ModelKind.Speech => Units.PerMillionCharacters is not null,
        ModelKind.Transcription => Prices is not null || Units.PerMinute is not null,
        _ => Prices is not null,
    };

    private PriceTier? TierFor(long inputTokens)
    {
        PriceTier? reached = null;
        foreach (var tier in Tiers)
        {
            reached = inputTokens > tier.AboveInputTokens ? tier : reached;
        }

        return reached;
    }
}
