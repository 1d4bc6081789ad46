using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>Lira per million tokens, by bucket.</summary>
public sealed record TokenPrices(
    decimal Input, decimal CachedInput, decimal CacheWrite5m, decimal CacheWrite1h, decimal Output, decimal AudioInput, decimal AudioOutput)
{
    /// <summary>What is not sold by tokens costs nothing by them.</summary>
    public static readonly TokenPrices None = new(0, 0, 0, 0, 0, 0, 0);

    // Weighed once. The amounts cannot be set, so that no copy of this record has other amounts than weights.
    private readonly Int128 _input = Weights.OfMillion(Input);
    private readonly Int128 _cachedInput = Weights.OfMillion(CachedInput);
    private readonly Int128 _cacheWrite5m = Weights.OfMillion(CacheWrite5m);
    private readonly Int128 _cacheWrite1h = Weights.OfMillion(CacheWrite1h);
    private readonly Int128 _output = Weights.OfMillion(Output);
    private readonly Int128 _audioInput = Weights.OfMillion(AudioInput);
    private readonly Int128 _audioOutput = Weights.OfMillion(AudioOutput);

    public decimal Input { get; } = Input;

    public decimal CachedInput { get; } = CachedInput;

    public decimal CacheWrite5m { get; } = CacheWrite5m;

    public decimal CacheWrite1h { get; } = CacheWrite1h;

    public decimal Output { get; } = Output;

    public decimal AudioInput { get; } = AudioInput;

    public decimal AudioOutput { get; } = AudioOutput;

    public decimal DearestInput => Math.Max(Math.Max(Math.Max(Input, CachedInput), Math.Max(CacheWrite5m, CacheWrite1h)), AudioInput);

    public decimal DearestOutput => Math.Max(Output, AudioOutput);

    /// <summary>Every token at its bucket's price.</summary>
    internal Int128 Weigh(in TokenCounts tokens) =>
        (tokens.Input * _input) + (tokens.CachedInput * _cachedInput) + (tokens.CacheWrite5m * _cacheWrite5m)
        + (tokens.CacheWrite1h * _cacheWrite1h) + (tokens.Output * _output)
        + (tokens.AudioInput * _audioInput) + (tokens.AudioOutput * _audioOutput);

    /// <summary>The same, a line for each bucket.</summary>
    internal IEnumerable<PricedLine> Lines(TokenCounts tokens)
    {
        const int Million = 1_000_000;
        return
        [
            new("input", tokens.Input, Input, Million), new("cached_input", tokens.CachedInput, CachedInput, Million),
            new("cache_write_5m", tokens.CacheWrite5m, CacheWrite5m, Million), new("cache_write_1h", tokens.CacheWrite1h, CacheWrite1h, Million),
            new("audio_input", tokens.AudioInput, AudioInput, Million), new("output", tokens.Output, Output, Million),
            new("audio_output", tokens.AudioOutput, AudioOutput, Million),
        ];
    }

    internal Int128 WeighWorst(long inputTokens, long maxOutputTokens) =>
        (inputTokens * Weights.OfMillion(DearestInput)) + (maxOutputTokens * Weights.OfMillion(DearestOutput));
}
