namespace WictzPortal.Plans;

/// <summary>How long a plan's period is. Numbers are stored: they never change.</summary>
public enum PlanPeriod : byte
{
    Month = 1,
    Year = 2,
    Days30 = 3,
}

/// <summary>
/// Periods by the calendar of Istanbul, counted from the day a subscription began: one that began on 31 January runs to 28 February and
/// then to 31 March.
/// </summary>
public static class PlanPeriods
{
    /// <summary>Sales and periods follow this zone's calendar, wherever the customer is.</summary>
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

    /// <summary>The period that holds an instant: from its first moment up to the next period's.</summary>
    /// <param name="anchorAt">When the first period began; not after <paramref name="at"/>.</param>
    public static (DateTimeOffset From, DateTimeOffset Until) Holding(DateTimeOffset anchorAt, PlanPeriod period, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, anchorAt);
        var number = period switch
        {
            PlanPeriod.Days30 => (int)((at - anchorAt).TotalDays / 30),
            PlanPeriod.Year => at.Year - anchorAt.Year,
            _ => ((at.Year - anchorAt.Year) * 12) + at.Month - anchorAt.Month,
        };
        number = Math.Max(0, number - 1);      // a guess that is never too late
        while (Start(anchorAt, period, number + 1) <= at)
        {
            number++;
        }

        return (Start(anchorAt, period, number), Start(anchorAt, period, number + 1));
    }

    /// <summary>Midnight in Istanbul, at which a day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => AtLocal(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The day in Istanbul.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    private static DateTimeOffset Start(DateTimeOffset anchorAt, PlanPeriod period, int number)
    {
        var local = TimeZoneInfo.ConvertTime(anchorAt, Zone).DateTime;
        return number == 0 ? anchorAt : AtLocal(period switch
        {
            PlanPeriod.Month => local.AddMonths(number),
            PlanPeriod.Year => local.AddYears(number),
            _ => local.AddDays(30 * number),
        });
    }

    private static DateTimeOffset AtLocal(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
}
