using Microsoft.Extensions.Localization;
using WictzPortal.Ui;

namespace WictzPortal.Plans;

/// <summary>Limits in words.</summary>
public static class LimitWords
{
    /// <summary>What costs money first, then what slows down, then what shuts out. Empty where nothing is limited.</summary>
    public static IEnumerable<string> Of(LimitSet limits, IStringLocalizer<PlansText> T)
    {
        if (limits.SpendPerDay is { } day) { yield return T["{0} a day", Amounts.Brief(day)]; }
        if (limits.SpendPerWeek is { } week) { yield return T["{0} a week", Amounts.Brief(week)]; }
        if (limits.SpendPerMonth is { } month) { yield return T["{0} a month", Amounts.Brief(month)]; }
        if (limits.RequestsPerMinute is { } rpm) { yield return T["{0} requests/min", Amounts.Brief(rpm)]; }
        if (limits.RequestsPerDay is { } rpd) { yield return T["{0} requests/day", Amounts.Brief(rpd)]; }
        if (limits.TokensPerMinute is { } tpm) { yield return T["{0} tokens/min", Amounts.Brief(tpm)]; }
        if (limits.TokensPerDay is { } tpd) { yield return T["{0} tokens/day", Amounts.Brief(tpd)]; }
        if (limits.Concurrency is { } calls) { yield return T["{0} at once", Amounts.Brief(calls)]; }
        if (limits.Models.Count == 1) { yield return limits.Models[0]; }
        if (limits.Models.Count > 1) { yield return T["{0} models", limits.Models.Count]; }
        if (limits.Networks.Count == 1) { yield return T["1 network"]; }
        if (limits.Networks.Count > 1) { yield return T["{0} networks", limits.Networks.Count]; }
    }
}
