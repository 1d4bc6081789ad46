using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Dearer prices for the whole request once its input is longer than <paramref name="AboveInputTokens"/>.</summary>
public sealed record PriceTier(long AboveInputTokens, TokenPrices Prices);

/// <summary>One version of a model's price in the price book: what a usage record is rated by.</summary>
/// <param name="VersionId">Names the version in usage records; a version never changes.</param>
/// <param name="EffectiveFrom">From when on it holds.</param>
/// <param name="Prices">The prices below every tier.</param>
/// <param name="Tiers">By rising threshold.</param>
public sealed record Price(int VersionId, DateTimeOffset EffectiveFrom, TokenPrices Prices, IReadOnlyList<PriceTier> Tiers)
{
    /// <summary>What a request costs: Σ tokens × price in 128 bits, rounded once, half up.</summary>
    public Money CostOf(in TokenCounts tokens) => PricesFor(tokens.TotalInput).CostOf(tokens);

    /// <summary>The most that a request of this size can cost: the dearest input bucket of the dearest tier it may reach.</summary>
    public Money WorstCase(long inputTokens, long maxOutputTokens)
    {
        var worst = Prices.WorstCase(inputTokens, maxOutputTokens);
        foreach (var tier in Tiers)
        {
            if (inputTokens > tier.AboveInputTokens)
            {
                var cost = tier.Prices.WorstCase(inputTokens, maxOutputTokens);
                worst = cost.Micros > worst.Micros ? cost : worst;
            }
        }

        return worst;
    }

    private TokenPrices PricesFor(long inputTokens)
    {
        var prices = Prices;
        foreach (var tier in Tiers)
        {
            prices = inputTokens > tier.AboveInputTokens ? tier.Prices : prices;
        }

        return prices;
    }
}
