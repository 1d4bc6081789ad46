using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

[Trait("Exam", "42")]
public sealed class LimitWindowTests
{
    // Their clocks have gone forward and back at midnight, before it, across it, by half an hour, by a day, and not at all.
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Istanbul", "Europe/Berlin", "America/New_York", "America/Havana", "America/Santiago", "America/Sao_Paulo", "Asia/Beirut",
        "Africa/Cairo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Chatham", "Asia/Gaza", "Africa/Casablanca",
    ];

    private static readonly LimitPeriod[] Periods = [LimitPeriod.Minute, LimitPeriod.Day, LimitPeriod.Week, LimitPeriod.Month];

    /// <summary>Every instant is in exactly one window, and the next one begins where it ends: one reset, whoever looks when.</summary>
    [Fact]
    public void Windows_follow_each_other_without_a_gap_or_an_overlap() =>
        Prop.ForAll<int, int>((zoneIndex, minutes) =>
        {
            var zone = Zone(zoneIndex);
            var at = Instant(minutes);
            return Periods.All(period =>
            {
                var window = LimitWindow.Of(period, at, zone);
                return window.Start <= at && at < window.End
                    && LimitWindow.Of(period, window.Start, zone) == window
                    && LimitWindow.Of(period, window.End.AddTicks(-1), zone) == window
                    && LimitWindow.Of(period, window.End, zone).Start == window.End;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    /// <summary>A reference by walking: the first minute at which a clock on the wall shows the new day.</summary>
    [Fact]
    public void A_day_begins_when_a_clock_on_the_wall_first_shows_it() =>
        Prop.ForAll<int, int>((zoneIndex, minutes) =>
        {
            var zone = Zone(zoneIndex);
            var window = LimitWindow.Of(LimitPeriod.Day, Instant(minutes), zone);
            var day = DayOf(window.Start, zone);
            var firstShown = window.Start.AddHours(-3);
            while (DayOf(firstShown, zone) < day)
            {
                firstShown = firstShown.AddMinutes(1);
            }

            return firstShown == window.Start;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]      // 23 hours
    [InlineData("Europe/Berlin", "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]      // 25 hours
    [InlineData("Europe/Istanbul", "2026-03-29T12:00Z", "2026-03-28T21:00Z", "2026-03-29T21:00Z")]    // no summer time since 2016
    [InlineData("America/Havana", "2026-03-08T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z")]     // midnight does not exist
    [InlineData("America/Havana", "2026-11-01T04:30Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]     // midnight comes twice
    [InlineData("Africa/Cairo", "2026-10-29T20:59Z", "2026-10-28T21:00Z", "2026-10-29T22:00Z")]       // the last hour before midnight comes twice
    [InlineData("Pacific/Apia", "2011-12-30T09:00Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z")]       // the day before one that was left out
    [InlineData("Pacific/Apia", "2011-12-30T12:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z")]       // the day after it
    [InlineData("America/St_Johns", "2006-10-29T02:30:30Z", "2006-10-29T02:30Z", "2006-10-30T03:30Z")]      // one minute of the day, and then the day before again
    public void Days_of_every_length_begin_and_end_right(string zone, string at, string start, string end)
    {
        var window = LimitWindow.Of(LimitPeriod.Day, At(at), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(new LimitWindow(At(start), At(end)), window);
    }

    [Theory]
    [InlineData(LimitPeriod.Week, "2026-03-31T12:00Z", "2026-03-29T22:00Z", "2026-04-05T22:00Z")]      // Tuesday; the Monday after the change
    [InlineData(LimitPeriod.Week, "2026-03-29T12:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z")]      // Sunday, in a week of 167 hours
    [InlineData(LimitPeriod.Month, "2026-02-28T23:30Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z")]     // March there already
    [InlineData(LimitPeriod.Month, "2024-02-15T12:00Z", "2024-01-31T23:00Z", "2024-02-29T23:00Z")]
    public void Weeks_begin_on_Monday_and_months_on_the_first(LimitPeriod period, string at, string start, string end)
    {
        var window = LimitWindow.Of(period, At(at), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(new LimitWindow(At(start), At(end)), window);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(int index) => TimeZoneInfo.FindSystemTimeZoneById(Zones[(int)((uint)index % Zones.Length)]);

    // From 2004 to 2035, and dense around the changes of spring and autumn.
    private static DateTimeOffset Instant(int minutes) =>
        new DateTimeOffset(2004, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes((uint)(minutes * 2654435761L) % (32 * 365 * 24 * 60));

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
