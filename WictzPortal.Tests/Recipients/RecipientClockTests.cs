using System.Globalization;
using WictzPortal.Kernel;
using WictzPortal.Recipients;

namespace WictzPortal.Tests.Recipients;

/// <summary>What agreements and their days allow, and the calendar behind them.</summary>
public sealed class RecipientClockTests
{
    private static readonly DateOnly Signed = new(2026, 11, 2);

    [Fact]
    [Trait("Promise", "A-41")]
    public void A_standard_contract_carries_nothing_before_the_authority_is_told_and_after_it_has_ended()
    {
        var ground = new TransferGround(TransferMechanism.StandardContract, "SC-1", Signed, null, new DateOnly(2027, 11, 1));
        var (untold, told) = (Entry(ground), Entry(ground with { NotifiedOn = Signed.AddDays(2) }));

        Assert.Equal(RecipientHindrance.NoGround, untold.HindranceAt(At(Signed.AddDays(4))));
        Assert.Equal(RecipientHindrance.NoGround, told.HindranceAt(At(Signed.AddDays(1))));
        Assert.True(told.IsOpenAt(At(Signed.AddDays(2))));
        Assert.True(told.IsOpenAt(At(new DateOnly(2027, 11, 1))));
        Assert.Equal(RecipientHindrance.GroundExpired, told.HindranceAt(At(new DateOnly(2027, 11, 2))));
    }

    [Fact]
    [Trait("Promise", "B-32")]
    public void A_partner_is_suspended_the_day_after_its_confidentiality_has_ended()
    {
        var partner = Entry(TransferGround.None, RegisterRig.Provider() with
        {
            Type = RecipientType.Partner, Confidentiality = new Agreement("NDA-1", Signed, new DateOnly(2026, 12, 31)),
        });

        // The last day ends at midnight in Istanbul, three hours before it does in UTC.
        Assert.True(partner.IsOpenAt(new DateTimeOffset(2026, 12, 31, 20, 59, 59, TimeSpan.Zero)));
        Assert.Equal(RecipientHindrance.NoConfidentiality, partner.HindranceAt(new DateTimeOffset(2026, 12, 31, 21, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [Trait("Promise", "A-41")]
    [InlineData("2026-11-02", "2026-11-09")]      // a plain week
    [InlineData("2026-10-27", "2026-11-04")]      // over the Republic's day; its half day before is a working day
    [InlineData("2026-05-22", "2026-06-03")]      // over the feast of sacrifice, from Wednesday to Saturday
    [InlineData("2025-03-28", "2025-04-08")]      // over the feast of Ramadan, from Sunday to Tuesday
    [InlineData("2026-12-30", "2027-01-07")]      // over New Year
    public void The_authority_is_told_within_five_working_days(string begun, string due)
    {
        var ground = new TransferGround(TransferMechanism.StandardContract, "SC-1", DateOnly.Parse(begun, CultureInfo.InvariantCulture));

        Assert.Equal(DateOnly.Parse(due, CultureInfo.InvariantCulture), ground.NotifyBy);
    }

    [Fact]
    [Trait("Promise", "A-41")]
    public void The_calendar_has_the_feasts_of_every_year_where_the_moon_has_them()
    {
        var moon = new UmAlQuraCalendar();      // another reckoning of the same moon: at most a day apart
        var days = Enumerable.Range(0, 17 * 366).Select(new DateOnly(BusinessDays.FirstYear, 1, 1).AddDays).Where(day => day.Year <= BusinessDays.LastYear).ToList();
        var feasts = days.Where(day => Hijri(day) is (10, 1) or (12, 10)).ToList();

        Assert.Equal(36, feasts.Count);
        Assert.All(feasts, feast => Assert.Contains(Enumerable.Range(-1, 3), off => Enumerable.Range(0, 3).All(n => !BusinessDays.Is(feast.AddDays(off + n)))));
        Assert.InRange(days.Count(BusinessDays.Is) / 17.0, 248, 254);

        (int, int) Hijri(DateOnly day) =>
            (moon.GetMonth(day.ToDateTime(TimeOnly.MinValue)), moon.GetDayOfMonth(day.ToDateTime(TimeOnly.MinValue)));
    }

    [Fact]
    public void Working_days_are_counted_the_same_forwards_and_back()
    {
        for (var day = new DateOnly(BusinessDays.FirstYear, 1, 1); day.Year <= BusinessDays.LastYear; day = day.AddDays(3))
        {
            var end = BusinessDays.After(day, TransferGround.NoticeDays);
            Assert.True(BusinessDays.Is(end));
            Assert.Equal(TransferGround.NoticeDays, BusinessDays.Between(day, end));
        }
    }

    private static RecipientEntry Entry(TransferGround ground, RecipientFacts? facts = null) =>
        new(1, facts ?? RegisterRig.Provider() with { Country = "US", Transfer = ground }, At(Signed), null, null);

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(9, 0), TimeSpan.Zero);
}
