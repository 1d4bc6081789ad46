using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Lira per million tokens, by bucket.</summary>
public sealed record TokenPrices(
    decimal Input, decimal CachedInput, decimal CacheWrite5m, decimal CacheWrite1h, decimal Output, decimal AudioInput, decimal AudioOutput)
{
    /// <summary>Digits after the point that an amount may have. All of them count.</summary>
    public const int Decimals = 10;

    // Lira per million tokens × 10^10, so that Σ tokens × scaled is 10^8 times the cost in micros.
    private const long Scale = 10_000_000_000;
    private static readonly Int128 PerMicro = 100_000_000;
    private readonly Int128 _input = Scaled(Input);
    private readonly Int128 _cachedInput = Scaled(CachedInput);
    private readonly Int128 _cacheWrite5m = Scaled(CacheWrite5m);
    private readonly Int128 _cacheWrite1h = Scaled(CacheWrite1h);
    private readonly Int128 _output = Scaled(Output);
    private readonly Int128 _audioInput = Scaled(AudioInput);
    private readonly Int128 _audioOutput = Scaled(AudioOutput);

    public decimal DearestInput => Math.Max(Math.Max(Math.Max(Input, CachedInput), Math.Max(CacheWrite5m, CacheWrite1h)), AudioInput);

    public decimal DearestOutput => Math.Max(Output, AudioOutput);

    /// <summary>Every token at its bucket's price, rounded once, half up.</summary>
    internal Money CostOf(in TokenCounts tokens) => Rounded(
        (tokens.Input * _input) + (tokens.CachedInput * _cachedInput) + (tokens.CacheWrite5m * _cacheWrite5m)
        + (tokens.CacheWrite1h * _cacheWrite1h) + (tokens.Output * _output)
        + (tokens.AudioInput * _audioInput) + (tokens.AudioOutput * _audioOutput));

    internal Money WorstCase(long inputTokens, long maxOutputTokens) =>
        Rounded((inputTokens * Scaled(DearestInput)) + (maxOutputTokens * Scaled(DearestOutput)));

    private static Int128 Scaled(decimal amount) => (Int128)(amount * Scale);

    private static Money Rounded(Int128 scaled) => new((long)((scaled + (PerMicro / 2)) / PerMicro));
}
