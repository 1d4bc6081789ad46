using System.Globalization;
using System.Text.RegularExpressions;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>Limits while they are typed: as text, in the way of the person's culture.</summary>
public sealed partial class LimitDraft
{
    private readonly Dictionary<LimitRule, string> _texts = [];
    private readonly Dictionary<LimitRule, Failure> _problems = [];

    /// <summary>The only models that may be called; empty for all.</summary>
    public IEnumerable<string> Models { get; set; } = [];

    /// <summary>One network to a line.</summary>
    public string Networks { get; set; } = "";

    /// <summary>What was typed for one rule; empty for no limit.</summary>
    public string this[LimitRule rule]
    {
        get => _texts.GetValueOrDefault(rule, "");
        set => _texts[rule] = value;
    }

    public static LimitDraft Of(LimitSet limits)
    {
        var draft = new LimitDraft { Models = limits.Models, Networks = string.Join('\n', limits.Networks) };
        foreach (var rule in RuleFacts.All)
        {
            draft[rule] = Shown(limits, rule);
        }

        return draft;
    }

    /// <summary>The limit of a rule as people write it; empty for none.</summary>
    public static string Shown(LimitSet limits, LimitRule rule) => limits.Of(rule) switch
    {
        null => "",
        { } micros when IsSpend(rule) => new Money(micros).Lira.ToString("#,##0.######", CultureInfo.CurrentCulture),
        { } count => count.ToString("N0", CultureInfo.CurrentCulture),
    };

    /// <summary>What was wrong with the text of a rule when it was last read.</summary>
    public Failure? ProblemOf(LimitRule rule) => _problems.GetValueOrDefault(rule);

    /// <returns>Null when a text is no limit: <see cref="ProblemOf"/> then says which.</returns>
    public LimitSet? Read()
    {
        _problems.Clear();
        var limits = new LimitSet(
            Count(LimitRule.RequestsPerMinute), Count(LimitRule.TokensPerMinute), Count(LimitRule.RequestsPerDay), Count(LimitRule.TokensPerDay),
            Count(LimitRule.Concurrency), Spend(LimitRule.SpendPerDay), Spend(LimitRule.SpendPerWeek), Spend(LimitRule.SpendPerMonth))
        {
            Models = [.. Models],
            Networks = Networks.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };

        return _problems.Count == 0 ? limits : null;
    }

    internal static bool IsSpend(LimitRule rule) => rule.Kind() == LimitKind.Spend;

    // 2.000.000, 2,000,000 and 2 000 000 are two million in every culture: a count has no decimals.
    private long? Count(LimitRule rule)
    {
        var text = this[rule].Trim();
        if (text.Length == 0)
        {
            return null;
        }

        var digits = GroupedCount().IsMatch(text) ? Separator().Replace(text, "") : text;
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && LimitRules.MayCount(count))
        {
            return count;
        }

        _problems[rule] = LimitRules.NumberInvalid;
        return null;
    }

    private Money? Spend(LimitRule rule)
    {
        var text = this[rule].Trim().TrimStart('₺').Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (LiraOf(text) is { } lira && lira <= LimitRules.MostSpend.Lira && Money.FromLira(lira) is var amount && amount.Lira == lira && LimitRules.MaySpend(amount))
        {
            return amount;
        }

        _problems[rule] = LimitRules.SpendInvalid;
        return null;
    }

    // 1.500 is one and a half in English and fifteen hundred in Turkish; 1.5 and 1,5 are the same to everybody.
    private static decimal? LiraOf(string text)
    {
        var format = CultureInfo.CurrentCulture.NumberFormat;
        var (group, point) = (Regex.Escape(format.NumberGroupSeparator), Regex.Escape(format.NumberDecimalSeparator));
        var plain = Regex.IsMatch(text, $@"^[1-9]\d{{0,2}}({group}\d{{3}})+({point}\d+)?$")
            ? text.Replace(format.NumberGroupSeparator, "", StringComparison.Ordinal)
            : text;
        return Amount().IsMatch(plain) && decimal.TryParse(
            plain.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var lira) ? lira : null;
    }

    [GeneratedRegex(@"^[1-9]\d{0,2}([.,\s’]\d{3})+$")]
    private static partial Regex GroupedCount();

    [GeneratedRegex(@"[.,\s’]")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\d{1,15}([.,]\d{1,10})?$")]
    private static partial Regex Amount();
}
