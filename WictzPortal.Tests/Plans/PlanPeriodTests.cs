using System.Globalization;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Plans;

public sealed class PlanPeriodTests
{
    [Theory]
    [InlineData("2026-01-31T10:00", PlanPeriod.Month, "2026-02-01T00:00", "2026-01-31T10:00", "2026-02-28T10:00")]
    [InlineData("2026-01-31T10:00", PlanPeriod.Month, "2026-02-28T10:00", "2026-02-28T10:00", "2026-03-31T10:00")]
    [InlineData("2026-01-31T10:00", PlanPeriod.Month, "2026-04-30T09:59", "2026-03-31T10:00", "2026-04-30T10:00")]
    [InlineData("2026-01-31T10:00", PlanPeriod.Month, "2028-02-29T10:00", "2028-02-29T10:00", "2028-03-31T10:00")]
    [InlineData("2028-02-29T00:00", PlanPeriod.Year, "2029-02-28T00:00", "2029-02-28T00:00", "2030-02-28T00:00")]
    [InlineData("2028-02-29T00:00", PlanPeriod.Year, "2032-03-01T00:00", "2032-02-29T00:00", "2033-02-28T00:00")]
    [InlineData("2026-12-31T23:30", PlanPeriod.Month, "2027-01-01T00:15", "2026-12-31T23:30", "2027-01-31T23:30")]
    [InlineData("2026-12-02T00:30", PlanPeriod.Month, "2027-01-02T00:29", "2026-12-02T00:30", "2027-01-02T00:30")]
    [InlineData("2026-12-15T12:00", PlanPeriod.Days30, "2027-01-14T12:00", "2027-01-14T12:00", "2027-02-13T12:00")]
    [InlineData("2026-01-15T12:00", PlanPeriod.Month, "2026-01-15T12:00", "2026-01-15T12:00", "2026-02-15T12:00")]
    [InlineData("2026-01-01T00:00", PlanPeriod.Month, "2036-12-31T23:59", "2036-12-01T00:00", "2037-01-01T00:00")]
    public void A_period_follows_the_calendar_of_Istanbul(string anchor, PlanPeriod period, string at, string from, string until) =>
        Assert.Equal((Istanbul(from), Istanbul(until)), PlanPeriods.Holding(Istanbul(anchor), period, Istanbul(at)));

    [Theory]
    [InlineData(PlanPeriod.Month)]
    [InlineData(PlanPeriod.Year)]
    [InlineData(PlanPeriod.Days30)]
    public void Periods_follow_each_other_without_gap_or_overlap(PlanPeriod period)
    {
        for (var day = 0; day < 366; day += 5)
        {
            var anchor = Istanbul("2027-03-01T22:45").AddDays(day).AddHours(day);
            var end = anchor;
            for (var i = 0; i < 30; i++)
            {
                var (from, until) = PlanPeriods.Holding(anchor, period, end);

                Assert.Equal(end, from);
                Assert.Equal((from, until), PlanPeriods.Holding(anchor, period, until.AddTicks(-1)));
                Assert.InRange((until - from).TotalDays, 28, 366);
                end = until;
            }
        }
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(7, 7)]
    [InlineData(3.5, 7)]
    [InlineData(3, 3)]
    [InlineData(1.1, 3)]
    [InlineData(1, 1)]
    [InlineData(0.1, 1)]
    public void The_nearest_reminder_is_the_one_that_is_due(double daysLeft, int? due) => Assert.Equal(due, Reminders.Due(TimeSpan.FromDays(daysLeft)));

    internal static DateTimeOffset Istanbul(string local) =>
        new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(3)).ToUniversalTime();
}
