using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>What a limit counts, and over which window. Numbers are stored: they never change.</summary>
public enum LimitRule : byte
{
    RequestsPerMinute = 1,
    TokensPerMinute = 2,
    RequestsPerDay = 3,
    TokensPerDay = 4,

    /// <summary>Calls in flight at once.</summary>
    Concurrency = 5,

    /// <summary>Micros in a day, a week (from Monday) or a month of the account's time zone.</summary>
    SpendPerDay = 6,
    SpendPerWeek = 7,
    SpendPerMonth = 8,
}

/// <summary>The limits of a key, an account or a plan. Null and empty mean none.</summary>
public sealed record LimitSet(
    long? RequestsPerMinute = null, long? TokensPerMinute = null, long? RequestsPerDay = null, long? TokensPerDay = null,
    long? Concurrency = null, Money? SpendPerDay = null, Money? SpendPerWeek = null, Money? SpendPerMonth = null)
{
    public static readonly LimitSet None = new();

    /// <summary>The only models that may be called, by name; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The only networks calls may come from, in CIDR form; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Whether nothing is limited.</summary>
    public bool IsNone => Models.Count == 0 && Networks.Count == 0 && RuleFacts.All.All(rule => Of(rule) is null);

    /// <summary>The limit of one rule, in what it counts (requests, tokens, calls, micros).</summary>
    public long? Of(LimitRule rule) => rule switch
    {
        LimitRule.RequestsPerMinute => RequestsPerMinute,
        LimitRule.TokensPerMinute => TokensPerMinute,
        LimitRule.RequestsPerDay => RequestsPerDay,
        LimitRule.TokensPerDay => TokensPerDay,
        LimitRule.Concurrency => Concurrency,
        LimitRule.SpendPerDay => SpendPerDay?.Micros,
        LimitRule.SpendPerWeek => SpendPerWeek?.Micros,
        LimitRule.SpendPerMonth => SpendPerMonth?.Micros,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
