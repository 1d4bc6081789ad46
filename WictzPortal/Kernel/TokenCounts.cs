namespace WictzPortal.Kernel;

/// <summary>
/// What one request used, in disjoint buckets: each token is counted in exactly one. Providers differ (OpenAI's prompt tokens
/// include the cached ones, Anthropic's do not); whoever reads a provider's answer brings it into this form.
/// </summary>
/// <param name="Input">Input tokens that were neither cached, nor written to a cache, nor audio.</param>
/// <param name="CachedInput">Input tokens read from the provider's cache.</param>
/// <param name="CacheWrite5m">Input tokens written to a cache that lives 5 minutes.</param>
/// <param name="CacheWrite1h">Input tokens written to a cache that lives 1 hour.</param>
/// <param name="Output">Output tokens, reasoning included, audio not.</param>
/// <param name="Reasoning">How many of <paramref name="Output"/> were reasoning. Told, never priced.</param>
/// <param name="AudioInput">Input tokens of audio.</param>
/// <param name="AudioOutput">Output tokens of audio.</param>
public readonly record struct TokenCounts(
    long Input, long CachedInput, long CacheWrite5m, long CacheWrite1h, long Output, long Reasoning, long AudioInput, long AudioOutput)
{
    public long TotalInput => Input + CachedInput + CacheWrite5m + CacheWrite1h + AudioInput;

    public long TotalOutput => Output + AudioOutput;
}
