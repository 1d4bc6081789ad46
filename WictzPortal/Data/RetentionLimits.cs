using System.Collections.Immutable;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>How long rows are kept at this moment: as the rules promise, or as staff have set it within a rule's bounds. The same on every node.</summary>
public sealed class RetentionLimits(TimeProvider clock)
{
    // A promised maximum is kept with a day in hand, so that a sweep that fails for hours breaks no promise.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(24);
    private static readonly TimeSpan LeastForMargin = TimeSpan.FromDays(7);

    private ImmutableDictionary<RetentionRule, (int Days, int Told)> _days = RetentionTerm.All.ToImmutableDictionary(term => term.Rule, term => (term.Days, term.Days));

    public int DaysOf(RetentionRule rule) => _days[rule].Days;

    /// <summary>The longest that a privacy notice has to tell: as it is, or as it has been asked for.</summary>
    public int ToldDaysOf(RetentionRule rule) => _days[rule].Told;

    /// <summary>What counts from an earlier moment is past its time: nobody sees it.</summary>
    /// <param name="days">Of a rule whose tables have their own days.</param>
    public DateTimeOffset LimitOf(RetentionRule rule, int days) => rule is RetentionRule.Billing10Years
        ? IstanbulYear.StartOf(IstanbulYear.Of(clock.GetUtcNow()) - RetentionTerm.BillingYears)
        : clock.GetUtcNow().AddDays(-DaysOf(rule, days));

    /// <summary>What counts from an earlier moment is to be deleted: a day before its limit where that is a promised maximum.</summary>
    public DateTimeOffset SweepBefore(RetentionRule rule, int days)
    {
        var hasMargin = RetentionTerm.Of(rule).IsMaximum && TimeSpan.FromDays(DaysOf(rule, days)) >= LeastForMargin;
        return LimitOf(rule, days) + (hasMargin ? Margin : TimeSpan.Zero);
    }

    /// <param name="wantedDays">The longest that has been asked for; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside the rule's bounds.</exception>
    public void Set(RetentionRule rule, int days, int wantedDays = 0)
    {
        var term = RetentionTerm.Of(rule);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, term.LeastDays);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, term.MostDays);
        var set = (days, Math.Max(days, wantedDays));
        ImmutableInterlocked.AddOrUpdate(ref _days, rule, set, (_, _) => set);
    }

    private int DaysOf(RetentionRule rule, int days) => rule is RetentionRule.Transient ? days : DaysOf(rule);
}
