namespace WictzPortal.Plans;

/// <summary>A subscription, as other folders see it.</summary>
public sealed record SubscriptionFacts(
    Guid Id, Guid AccountId, long AccountNumber, Guid PlanId, Guid VersionId, SubscriptionState State, DateTimeOffset AskedAt,
    DateTimeOffset PeriodFrom, DateTimeOffset PeriodUntil, DateTimeOffset? GraceUntil, bool RenewsItself, bool EndsWithPeriod, Guid? NextPlanId,
    int? RemindedDays, DateTimeOffset? EndedAt)
{
    internal DateTimeOffset AnchorAt { get; init; }

    public bool IsLive => State is SubscriptionState.Trialing or SubscriptionState.Active or SubscriptionState.Grace;

    /// <summary>On trial or active, within the period.</summary>
    public bool IsRunningAt(DateTimeOffset at) => State is SubscriptionState.Trialing or SubscriptionState.Active && at < PeriodUntil;

    /// <summary>Whether the period ends within the days of the first reminder.</summary>
    public bool IsExpiringAt(DateTimeOffset at) => IsRunningAt(at) && Reminders.Due(PeriodUntil - at) is not null;

    /// <summary>When the period after this one would end, if it is of this version.</summary>
    public DateTimeOffset NextEnd(PlanVersionFacts version, PlanPeriod before) =>
        PlanPeriods.Holding(NextAnchor(version, before), version.Period, PeriodUntil).Until;

    internal DateTimeOffset NextAnchor(PlanVersionFacts version, PlanPeriod before) =>
        State == SubscriptionState.Trialing || before != version.Period ? PeriodUntil : AnchorAt;

    /// <summary>Whether something has come due that <see cref="Subscriptions"/> has not been told yet.</summary>
    public bool IsDueAt(DateTimeOffset at) => (State is SubscriptionState.Trialing or SubscriptionState.Active && PeriodUntil <= at) || State == SubscriptionState.Grace;
}

/// <summary>When customers are reminded of a period's end.</summary>
public static class Reminders
{
    /// <summary>Whole days before the end, the last first.</summary>
    private static readonly int[] Days = [1, 3, 7];

    /// <summary>The reminder whose time it is when so much is left; null for none.</summary>
    public static int? Due(TimeSpan left)
    {
        foreach (var days in Days)
        {
            if (left <= TimeSpan.FromDays(days))
            {
                return days;
            }
        }

        return null;
    }
}
