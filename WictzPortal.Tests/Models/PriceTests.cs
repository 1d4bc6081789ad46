using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Tests.Models;

public sealed class PriceTests
{
    private static readonly TokenPrices Below = new(41.25m, 10.3125m, 51.56m, 82.50m, 165m, 410m, 820m);
    private static readonly TokenPrices Above = new(82.50m, 20.625m, 103.12m, 165m, 247.50m, 410m, 820m);
    private static readonly Price Tiered = new(1, DateTimeOffset.UnixEpoch, Below, [new PriceTier(200_000, Above)]);

    [Theory]
    [InlineData(1, 0, 0, 0, 0, 0, 0, 4_125)]
    [InlineData(0, 1, 0, 0, 0, 0, 0, 1_031)]      // 1031.25
    [InlineData(0, 2, 0, 0, 0, 0, 0, 2_063)]      // 2062.5: half goes up
    [InlineData(0, 3, 0, 0, 0, 0, 0, 3_094)]      // 3093.75
    [InlineData(600, 400, 0, 0, 37, 0, 0, 3_498_000)]
    [InlineData(0, 0, 1_000_000, 1_000_000, 0, 0, 0, 26_812_000_000)]      // above the tier: 103.12 + 165 lira
    [InlineData(0, 0, 0, 0, 0, 10, 10, 1_230_000)]
    [Trait("Exam", "23")]
    [Trait("Exam", "24")]
    [Trait("Exam", "31")]
    public void A_cost_is_the_sum_rounded_once_half_up(
        long input, long cached, long write5m, long write1h, long output, long audioIn, long audioOut, long micros)
    {
        var tokens = new TokenCounts(input, cached, write5m, write1h, output, 0, audioIn, audioOut);

        Assert.Equal(micros, Tiered.CostOf(tokens).Micros);
    }

    [Fact]
    [Trait("Exam", "13")]
    public void A_tier_begins_above_its_threshold_and_the_worst_case_covers_it()
    {
        var at = new TokenCounts(200_000, 0, 0, 0, 10, 0, 0, 0);
        var above = at with { Input = 200_001 };

        Assert.Equal((200_000L * 4_125) + 165_000, Tiered.CostOf(at).Micros);
        Assert.Equal((200_001L * 8_250) + 247_500, Tiered.CostOf(above).Micros);
        foreach (var tokens in new[] { at, above, above with { Input = 0, CacheWrite1h = 200_001 }, at with { Input = 0, AudioInput = 500 } })
        {
            Assert.True(Tiered.WorstCase(tokens.TotalInput, tokens.TotalOutput).Micros >= Tiered.CostOf(tokens).Micros);
        }
    }

    [Fact]
    [Trait("Exam", "13")]
    public void What_a_tier_does_not_state_costs_what_it_costs_below()
    {
        var price = new PriceTerms(
            new TokenAmounts(1, 0.5m, null, null, 4, null, 8), [new TierTerms(1_000, new TokenAmounts(2, null, null, null, null, null, null))], null, null, null)
            .ToPrice(1, DateTimeOffset.UnixEpoch);

        var cost = price.CostOf(new TokenCounts(1_000, 10, 0, 0, 100, 0, 1, 1));

        // 1000 × 2 + 10 × 2 (cached input is never cheaper than a dearer plain one) + 100 × 4 + 1 × 2 + 1 × 8
        Assert.Equal(100 * (2_000 + 20 + 400 + 2 + 8), cost.Micros);
    }
}
