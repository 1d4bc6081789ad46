namespace WictzPortal.Usage;

/// <summary>
/// The bars of a chart in a time zone: 24 hours, or whole local days, the last one still running. A local day has 23 or 25 hours when
/// the clocks change; each starts and ends on a quarter of an hour UTC, in every zone there is.
/// </summary>
/// <param name="Starts">Of the bars that are shown.</param>
/// <param name="PreviousStarts">Of as many before them, to compare with.</param>
/// <param name="ToAt">The end of the quarter that runs now.</param>
internal sealed record Bars(
    IReadOnlyList<DateTimeOffset> Starts, IReadOnlyList<DateTimeOffset> PreviousStarts, DateTimeOffset ToAt)
{
    public DateTimeOffset FromAt => Starts[0];

    public static Bars Of(UsageRange range, TimeZoneInfo zone, DateTimeOffset now)
    {
        var toAt = Quarters.Of(now).AddMinutes(15);
        if (range == UsageRange.Day)
        {
            var hour = HourOf(now, zone);
            return new Bars(
                [.. Enumerable.Range(0, 24).Select(i => hour.AddHours(i - 23))],
                [.. Enumerable.Range(0, 24).Select(i => hour.AddHours(i - 47))], toAt);
        }

        var days = range switch { UsageRange.Week => 7, UsageRange.Month => 30, _ => 90 };
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return new Bars(
            [.. Enumerable.Range(0, days).Select(i => StartOf(today.AddDays(i - days + 1), zone))],
            [.. Enumerable.Range(0, days).Select(i => StartOf(today.AddDays(i + 1 - (2 * days)), zone))], toAt);
    }

    /// <summary>All bars, also those to compare with, in runs of one length.</summary>
    public IEnumerable<BarRun> Runs()
    {
        DateTimeOffset[] bounds = [.. PreviousStarts, .. Starts, ToAt];
        for (var (from, i) = (0, 1); i < bounds.Length; i++)
        {
            var length = bounds[from + 1] - bounds[from];
            if (i == bounds.Length - 1 || bounds[i + 1] - bounds[i] != length)
            {
                yield return new BarRun(bounds[from], bounds[i], length);
                from = i;
            }
        }
    }

    /// <summary>The start of the bar that an instant falls into.</summary>
    public DateTimeOffset StartOf(DateTimeOffset at)
    {
        var low = 0;
        var high = Starts.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Starts[middle] <= at ? (middle, high) : (low, middle - 1);
        }

        return Starts[low];
    }

    /// <summary>The first instant of a local day. Where the clocks skip midnight, the day begins at the first time there is.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Where midnight comes twice, the day begins with the earlier: the one further from UTC.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    // Local hours, since some zones are half an hour off.
    private static DateTimeOffset HourOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset).ToUniversalTime();
    }
}
