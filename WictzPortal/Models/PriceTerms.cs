using System.Text.Json;
using System.Text.Json.Serialization;

namespace WictzPortal.Models;

/// <summary>A price in every unit the price book knows. What is not stated is null.</summary>
public sealed record PriceTerms(
    TokenAmounts? PerMillionTokens, IReadOnlyList<TierTerms> Tiers, IReadOnlyDictionary<string, decimal>? PerImage,
    decimal? PerMillionCharacters, decimal? PerMinute)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The form the price book stores; equal terms give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static PriceTerms FromJson(string json) => JsonSerializer.Deserialize<PriceTerms>(json, Json)!;

    public Price ToPrice(int versionId, DateTimeOffset effectiveFrom) => new(
        versionId, effectiveFrom, PerMillionTokens?.ToPrices(),
        PerMillionTokens is { } amounts ? [.. Tiers.Select(tier => tier.ToTier(amounts))] : [])
    {
        Units = new UnitPrices(
            [.. (PerImage ?? new Dictionary<string, decimal>()).OrderBy(size => size.Key, StringComparer.Ordinal)
                .Select(size => new ImagePrice(size.Key, size.Value))],
            PerMillionCharacters, PerMinute),
    };

    /// <summary>Every amount with the path that names it, for comparing two versions.</summary>
    public IEnumerable<(string Path, decimal Amount)> Amounts() =>
    [
        .. Listed("perMillionTokens", PerMillionTokens),
        .. Tiers.SelectMany(tier => Listed($"tiers(aboveInputTokens={tier.AboveInputTokens}).perMillionTokens", tier.PerMillionTokens)),
        .. (PerImage ?? new Dictionary<string, decimal>()).Select(size => ($"perImage.{size.Key}", size.Value)),
        .. PerMillionCharacters is { } characters ? [("perMillionCharacters", characters)] : Array.Empty<(string, decimal)>(),
        .. PerMinute is { } minute ? [("perMinute", minute)] : Array.Empty<(string, decimal)>(),
    ];

    private static IEnumerable<(string, decimal)> Listed(string path, TokenAmounts? amounts) =>
        amounts is null ? [] : amounts.Listed().Where(a => a.Amount != null).Select(a => ($"{path}.{a.Name}", a.Amount!.Value));
}

/// <summary>Lira per million tokens as stated. A bucket that is not stated costs what its plain sister costs, never nothing.</summary>
public sealed record TokenAmounts(
    decimal Input, decimal? CachedInput, decimal? CacheWrite5m, decimal? CacheWrite1h, decimal? Output, decimal? AudioInput, decimal? AudioOutput)
{
    public TokenPrices ToPrices() => new(
        Input, CachedInput ?? Input, CacheWrite5m ?? Input, CacheWrite1h ?? CacheWrite5m ?? Input,
        Output ?? 0, AudioInput ?? Input, AudioOutput ?? Output ?? 0);

    public IEnumerable<(string Name, decimal? Amount)> Listed() =>
    [
        ("input", Input), ("cachedInput", CachedInput), ("cacheWrite5m", CacheWrite5m), ("cacheWrite1h", CacheWrite1h),
        ("output", Output), ("audioInput", AudioInput), ("audioOutput", AudioOutput),
    ];
}

public sealed record TierTerms(long AboveInputTokens, TokenAmounts PerMillionTokens)
{
    /// <summary>A bucket the tier does not state costs what it costs below, unless its plain sister has become dearer than that.</summary>
    public PriceTier ToTier(TokenAmounts below)
    {
        var (stated, prices) = (PerMillionTokens, below.ToPrices());
        var own = stated.ToPrices();
        return new PriceTier(AboveInputTokens, new TokenPrices(
            own.Input,
            CachedInput: stated.CachedInput ?? Math.Max(prices.CachedInput, own.Input),
            own.CacheWrite5m,
            own.CacheWrite1h,
            Output: stated.Output ?? prices.Output,
            AudioInput: stated.AudioInput ?? Math.Max(prices.AudioInput, own.Input),
            AudioOutput: stated.AudioOutput ?? Math.Max(prices.AudioOutput, stated.Output ?? 0)));
    }
}
