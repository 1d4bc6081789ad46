namespace WictzPortal.Plans;

/// <summary>What a limit counts.</summary>
public enum LimitKind : byte
{
    Requests,
    Tokens,
    Concurrency,
    Spend,
}

/// <summary>After how long a limit is whole again.</summary>
public enum LimitPeriod : byte
{
    None,
    Minute,
    Day,
    Week,
    Month,
}

/// <summary>Whose limit it is. An account's own limit replaces its plan's; a key's applies in addition.</summary>
public enum LimitSource : byte
{
    Key,
    Account,
    Plan,
}

/// <summary>What there is to know of every <see cref="LimitRule"/>.</summary>
public static class RuleFacts
{
    public static IReadOnlyList<LimitRule> All { get; } = Enum.GetValues<LimitRule>();

    public static LimitKind Kind(this LimitRule rule) => rule switch
    {
        LimitRule.RequestsPerMinute or LimitRule.RequestsPerDay => LimitKind.Requests,
        LimitRule.TokensPerMinute or LimitRule.TokensPerDay => LimitKind.Tokens,
        LimitRule.Concurrency => LimitKind.Concurrency,
        _ => LimitKind.Spend,
    };

    public static LimitPeriod Period(this LimitRule rule) => rule switch
    {
        LimitRule.RequestsPerMinute or LimitRule.TokensPerMinute => LimitPeriod.Minute,
        LimitRule.Concurrency => LimitPeriod.None,
        LimitRule.SpendPerWeek => LimitPeriod.Week,
        LimitRule.SpendPerMonth => LimitPeriod.Month,
        _ => LimitPeriod.Day,
    };

    /// <summary>Its name in answers to programs; it never changes.</summary>
    public static string Code(this LimitRule rule) => rule switch
    {
        LimitRule.RequestsPerMinute => "requests_per_minute",
        LimitRule.TokensPerMinute => "tokens_per_minute",
        LimitRule.RequestsPerDay => "requests_per_day",
        LimitRule.TokensPerDay => "tokens_per_day",
        LimitRule.Concurrency => "concurrency",
        LimitRule.SpendPerDay => "spend_per_day",
        LimitRule.SpendPerWeek => "spend_per_week",
        LimitRule.SpendPerMonth => "spend_per_month",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>Its name in answers to programs; it never changes.</summary>
    public static string Code(this LimitSource source) => source switch
    {
        LimitSource.Key => "key",
        LimitSource.Account => "account",
        _ => "plan",
    };
}
