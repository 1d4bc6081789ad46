using System.Collections.Frozen;

namespace WictzPortal.Kernel;

/// <summary>
/// Working days of Türkiye: neither weekend nor public holiday (Law 2429). Half days before holidays are working days, so that a period
/// counted in them ends too early rather than too late.
/// </summary>
public static class BusinessDays
{
    /// <summary>The years whose moving feasts are known; outside them only the fixed holidays are.</summary>
    public const int FirstYear = 2024;

    public const int LastYear = 2040;

    private static readonly FrozenSet<(int Month, int Day)> Fixed = new[] { (1, 1), (4, 23), (5, 1), (5, 19), (7, 15), (8, 30), (10, 29) }.ToFrozenSet();

    // First days, of three and of four. From the religious affairs' calendar as far as it is published, then from the same reckoning.
    private static readonly DateOnly[] Ramadan =
    [
        new(2024, 4, 10), new(2025, 3, 30), new(2026, 3, 20), new(2027, 3, 9), new(2028, 2, 26), new(2029, 2, 14), new(2030, 2, 4), new(2031, 1, 24),
        new(2032, 1, 14), new(2033, 1, 2), new(2033, 12, 23), new(2034, 12, 12), new(2035, 12, 1), new(2036, 11, 19), new(2037, 11, 8),
        new(2038, 10, 29), new(2039, 10, 19), new(2040, 10, 7),
    ];

    private static readonly DateOnly[] Sacrifice =
    [
        new(2024, 6, 16), new(2025, 6, 6), new(2026, 5, 27), new(2027, 5, 16), new(2028, 5, 5), new(2029, 4, 24), new(2030, 4, 13), new(2031, 4, 2),
        new(2032, 3, 22), new(2033, 3, 11), new(2034, 3, 1), new(2035, 2, 18), new(2036, 2, 7), new(2037, 1, 26), new(2038, 1, 16), new(2039, 1, 5),
        new(2039, 12, 26), new(2040, 12, 14),
    ];

    private static readonly FrozenSet<DateOnly> Moving = Ramadan.SelectMany(first => Days(first, 3)).Concat(Sacrifice.SelectMany(first => Days(first, 4)))
        .ToFrozenSet();

    public static bool Is(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Fixed.Contains((day.Month, day.Day)) && !Moving.Contains(day);

    /// <summary>The day that so many working days after another one end on; the first day itself does not count.</summary>
    public static DateOnly After(DateOnly day, int workingDays)
    {
        for (var left = workingDays; left > 0; left -= Is(day) ? 1 : 0)
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>How many working days have passed since a day, which itself does not count; the last one counts.</summary>
    public static int Between(DateOnly from, DateOnly until)
    {
        var passed = 0;
        for (var day = from.AddDays(1); day <= until; day = day.AddDays(1))
        {
            passed += Is(day) ? 1 : 0;
        }

        return passed;
    }

    /// <summary>The day it is in Istanbul.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, CurrentUser.DefaultTimeZone).Date);

    private static IEnumerable<DateOnly> Days(DateOnly first, int count) => Enumerable.Range(0, count).Select(first.AddDays);
}
