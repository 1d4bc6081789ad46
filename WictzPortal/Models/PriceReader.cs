namespace WictzPortal.Models;

/// <summary>Reads one price of a catalogue file, in whatever unit it is stated.</summary>
internal static class PriceReader
{
    public static PriceLine Read(JsonSpot spot, ModelKind kind)
    {
        var from = spot.Moment("effectiveFrom");
        if (from is null && !spot.Has("effectiveFrom"))
        {
            spot.Wrong("effectiveFrom", "is missing.");
        }

        var tokens = spot.Object("perMillionTokens") is { } amounts ? ReadAmounts(amounts, kind) : null;
        var tiers = spot.Objects("tiers").Select(tier => ReadTier(tier, kind)).OrderBy(tier => tier.AboveInputTokens).ToList();
        var terms = new PriceTerms(tokens, tiers, ReadSizes(spot), spot.Amount("perMillionCharacters"), spot.Amount("perMinute"));
        if (!terms.Amounts().Any() && spot.Problems.Count == 0)
        {
            spot.Wrong("perMillionTokens", "is missing, and no other unit is given (perImage, perMillionCharacters, perMinute).");
        }

        if (tiers.Count > 0 && tokens is null)
        {
            spot.Wrong("tiers", "need perMillionTokens beside them.");
        }

        return new PriceLine(spot.Path, from ?? default, spot.OneOf("currency", [PriceVersion.Lira]), terms, spot.Text("source"));
    }

    private static TierTerms ReadTier(JsonSpot spot, ModelKind kind)
    {
        if (spot.Object("perMillionTokens") is not { } amounts)
        {
            spot.Wrong("perMillionTokens", "is missing.");
            return new TierTerms(0, new TokenAmounts(0, null, null, null, null, null, null));
        }

        var above = spot.Whole("aboveInputTokens", 1, 1_000_000_000, 0);
        if (above == 0)
        {
            spot.Wrong("aboveInputTokens", "says above how many input tokens the tier begins.");
        }

        return new TierTerms(above, ReadAmounts(amounts, kind));
    }

    private static TokenAmounts ReadAmounts(JsonSpot spot, ModelKind kind)
    {
        var (input, output) = (spot.Amount("input"), spot.Amount("output"));
        if (!spot.Has("input"))
        {
            spot.Wrong("input", "is missing.");
        }

        // Nothing is free by accident: a chat model's answer has a price, be it "0".
        if (kind == ModelKind.Chat && !spot.Has("output"))
        {
            spot.Wrong("output", "is missing.");
        }

        return new TokenAmounts(
            input ?? 0, spot.Amount("cachedInput"), spot.Amount("cacheWrite5m"), spot.Amount("cacheWrite1h"), output,
            spot.Amount("audioInput"), spot.Amount("audioOutput"));
    }

    private static SortedDictionary<string, decimal>? ReadSizes(JsonSpot price)
    {
        if (price.Object("perImage") is not { } spot)
        {
            return null;
        }

        var sizes = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var size in spot.Element.EnumerateObject())
        {
            sizes[size.Name] = spot.Amount(size.Name) ?? 0;
        }

        return sizes;
    }
}
