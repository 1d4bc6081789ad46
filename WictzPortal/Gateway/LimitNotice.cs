using System.Globalization;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>What a refusal by a limit tells programs beside its sentence.</summary>
/// <param name="Source">Whose limit it is.</param>
/// <param name="Reason">Which: a <see cref="LimitRule"/>'s code, <c>models</c>, <c>networks</c> or <c>credit</c>.</param>
/// <param name="RemedyHint">What to do.</param>
internal sealed record LimitNotice(LimitSource Source, string Reason, string RemedyHint)
{
    public static readonly LimitNotice Credit = new(
        LimitSource.Account, "credit", "Top up the account on the portal, or ask for less: a shorter prompt, a smaller maximum of output, fewer images.");

    /// <summary>How the limit stands, where it is one that counts.</summary>
    public LimitState? State { get; init; }

    public string? ResetsAt => State?.ResetsAt is { } at ? Time(at) : null;

    /// <summary>The fields that OpenAI's and Anthropic's error objects bear in addition.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("limit_source", Source.Code());
        json.WriteString("reason", Reason);
        if (State is { } state)
        {
            WriteAmount(json, "limit", state.Applied.Rule, state.Applied.Limit);
            WriteAmount(json, "remaining", state.Applied.Rule, state.Remaining);
            json.WriteString("resets_at", ResetsAt);
        }

        json.WriteString("remedy_hint", RemedyHint);
    }

    /// <summary>The same where everything is text.</summary>
    public IEnumerable<(string Name, string Value)> Texts()
    {
        yield return ("limit_source", Source.Code());
        yield return ("reason", Reason);
        if (State is { Applied: var applied } state)
        {
            yield return ("limit", Text(applied.Rule, applied.Limit));
            if (state.Remaining is { } remaining)
            {
                yield return ("remaining", Text(applied.Rule, remaining));
            }
        }

        if (ResetsAt is { } resetsAt)
        {
            yield return ("resets_at", resetsAt);
        }

        yield return ("remedy_hint", RemedyHint);
    }

    /// <summary>Counts are numbers, amounts of money lira as decimal strings.</summary>
    public static void WriteAmount(Utf8JsonWriter json, string name, LimitRule rule, long? amount)
    {
        if (amount is not { } value)
        {
            json.WriteNull(name);
        }
        else if (rule.Kind() == LimitKind.Spend)
        {
            json.WriteString(name, Text(rule, value));
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    /// <summary>RFC 3339, in UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(LimitRule rule, long amount) => rule.Kind() == LimitKind.Spend
        ? new Money(amount).Lira.ToString("0.00######", CultureInfo.InvariantCulture)
        : amount.ToString(CultureInfo.InvariantCulture);
}
