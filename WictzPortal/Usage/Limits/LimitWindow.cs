using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>
/// The time over which a limit counts: from <paramref name="Start"/> up to <paramref name="End"/>, which is the next one's start. Computed
/// from the clock alone, so a limit is whole again at the right instant although nobody called, or ran, for weeks.
/// </summary>
public readonly record struct LimitWindow(DateTimeOffset Start, DateTimeOffset End)
{
    // What is not counted over time, such as calls in flight.
    private static readonly LimitWindow Always = new(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    /// <summary>The window that holds an instant: a minute of UTC; or a day, a week from Monday or a month of the zone.</summary>
    public static LimitWindow Of(LimitPeriod period, DateTimeOffset at, TimeZoneInfo zone)
    {
        switch (period)
        {
            case LimitPeriod.None:
                return Always;
            case LimitPeriod.Minute:
                var minute = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
                return new LimitWindow(minute, minute.AddMinutes(1));
        }

        var day = DayOf(at, zone);
        var (first, next) = period switch
        {
            LimitPeriod.Day => (day, day.AddDays(1)),
            LimitPeriod.Week when day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) is var monday => (monday, monday.AddDays(7)),
            _ => (day.AddDays(1 - day.Day), day.AddDays(1 - day.Day).AddMonths(1)),
        };
        return new LimitWindow(StartOf(first, zone), StartOf(next, zone));
    }

    // Where clocks go back across midnight a date comes twice: then the day is the one whose start was last.
    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return StartOf(day, zone) > at ? day.AddDays(-1)
            : StartOf(day.AddDays(1), zone) <= at ? day.AddDays(1)
            : day;
    }

    /// <summary>The first instant at which the zone's clocks show the date's midnight, or have jumped over it.</summary>
    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        // Asked from UTC only: local times may be ambiguous or missing. No zone is further from UTC than 14 hours.
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var (early, late) = (midnight.AddHours(-15), midnight.AddHours(13));
        var (before, after) = (zone.GetUtcOffset(early), zone.GetUtcOffset(late));
        if (before == after)
        {
            return new DateTimeOffset(midnight - before, TimeSpan.Zero);
        }

        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = new DateTime((early.Ticks + ((late - early).Ticks / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            (early, late) = zone.GetUtcOffset(middle) == before ? (middle, late) : (early, middle);
        }

        var byOldOffset = midnight - before;
        var byNewOffset = midnight - after;
        var start = byOldOffset < late ? byOldOffset : byNewOffset > late ? byNewOffset : late;
        return new DateTimeOffset(start, TimeSpan.Zero);
    }
}
