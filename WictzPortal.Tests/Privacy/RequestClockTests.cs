using WictzPortal.Kernel;
using WictzPortal.Privacy;

namespace WictzPortal.Tests.Privacy;

public sealed class RequestClockTests
{
    [Theory]
    [Trait("Promise", "A-70")]
    [InlineData("2027-01-05", "2027-02-04", "2027-02-05", "2027-02-04", "2027-04-05", "2027-03-06")]
    [InlineData("2027-01-30", "2027-03-01", "2027-02-28", "2027-02-28", "2027-04-30", "2027-03-31")]
    [InlineData("2027-01-31", "2027-03-02", "2027-02-28", "2027-02-28", "2027-04-30", "2027-04-01")]
    [InlineData("2028-01-31", "2028-03-01", "2028-02-29", "2028-02-29", "2028-04-30", "2028-03-31")]
    [InlineData("2027-08-31", "2027-09-30", "2027-09-30", "2027-09-30", "2027-11-30", "2027-10-30")]
    [InlineData("2027-12-31", "2028-01-30", "2028-01-31", "2028-01-30", "2028-03-31", "2028-02-29")]
    public void Each_law_counts_its_own_days(string received, string kvkk, string gdpr, string due, string extended, string limit)
    {
        var day = Day(received);

        Assert.Equal(Day(kvkk), RequestClocks.Due(Regimes.Kvkk, day));
        Assert.Equal(Day(gdpr), RequestClocks.Due(Regimes.Gdpr, day));
        Assert.Equal(Day(due), RequestClocks.Due(Regimes.Both, day));
        Assert.Equal(Day(extended), RequestClocks.Due(Regimes.Gdpr, day, isExtended: true));
        Assert.Equal(Day(limit), RequestClocks.ComplaintLimit(day));
    }

    [Fact]
    [Trait("Promise", "A-70")]
    public void On_every_day_until_2040_the_earliest_law_decides_and_nothing_moves_the_kvkk()
    {
        for (var day = new DateOnly(2024, 1, 1); day.Year <= 2040; day = day.AddDays(1))
        {
            var due = RequestClocks.Due(Regimes.Both, day);
            Assert.True(due <= RequestClocks.Kvkk(day) && due <= RequestClocks.Gdpr(day));
            Assert.Equal(RequestClocks.Kvkk(day), RequestClocks.Due(Regimes.Kvkk, day, isExtended: true, pausedDays: 20));
            Assert.True(RequestClocks.Due(Regimes.Both, day, isExtended: true, pausedDays: 20) <= RequestClocks.Kvkk(day));
            Assert.True(day.AddDays(RequestClocks.PurgeDay) < due);
            Assert.True(RequestClocks.ComplaintUntil(day, due) <= RequestClocks.ComplaintLimit(day));
        }
    }

    /// <summary>22:30 in London is the next day in Istanbul.</summary>
    [Fact]
    public void Days_are_those_of_istanbul() =>
        Assert.Equal(new DateOnly(2027, 2, 1), BusinessDays.DayOf(new DateTimeOffset(2027, 1, 31, 22, 30, 0, TimeSpan.Zero)));

    [Fact]
    public void Everybody_is_reminded_once_and_in_time()
    {
        var (received, due) = (new DateOnly(2027, 1, 5), new DateOnly(2027, 2, 4));
        var days = Enumerable.Range(1, 40).ToDictionary(
            n => n, n => RequestReminders.Between(received, due, received.AddDays(n - 1), received.AddDays(n)));

        Assert.Equal([3, 15, 20, 25, 28, 31], DaysOf(Reminded.Owner));
        Assert.Equal([25, 31], DaysOf(Reminded.Officer));
        Assert.Equal([28, 30, 31], DaysOf(Reminded.Management));
        Assert.Equal([15], DaysOf(Reminded.Person));
        Assert.Equal([31], DaysOf(Reminded.Overdue));

        IEnumerable<int> DaysOf(Reminded who) => days.Where(day => day.Value.HasFlag(who)).Select(day => day.Key).Order();
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
