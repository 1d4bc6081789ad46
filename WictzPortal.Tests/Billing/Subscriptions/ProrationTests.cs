using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Billing;
using WictzPortal.Kernel;

namespace WictzPortal.Tests.Billing.Subscriptions;

public sealed class ProrationTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30_000, 30, 0, 29_000)]
    [InlineData(30_000, 30, 0.99, 29_000)]
    [InlineData(30_000, 30, 1, 28_000)]
    [InlineData(30_000, 30, 15, 14_000)]
    [InlineData(30_000, 30, 29, 0)]
    [InlineData(30_000, 30, 31, 0)]
    [InlineData(100, 3, 0, 67)]      // 66.67
    [InlineData(1, 2, 0, 1)]         // half a kuruş, half up
    [InlineData(14_990, 31, 10, 9_671)]      // 20 of 31 days: 9670.97
    [InlineData(0, 30, 3, 0)]
    public void Whole_days_that_have_not_begun_are_unused(long price, int days, double passed, long unused) =>
        Assert.Equal(unused, Proration.UnusedKurus(price, From, From.AddDays(days), From.AddDays(passed), default, default));

    [Theory]
    [InlineData(100, 100, 29_000)]
    [InlineData(100, 50, 15_000)]
    [InlineData(100, 0, 0)]
    [InlineData(100, 120, 29_000)]
    public void Never_more_is_unused_than_of_the_credit(long granted, long left, long unused) =>
        Assert.Equal(unused, Proration.UnusedKurus(30_000, From, From.AddDays(30), From, new Money(granted), new Money(left)));

    /// <summary>What is carried over is from nothing to the price, so that with what was earned it is the whole; it never grows with time or use.</summary>
    [Fact]
    public void What_is_unused_stays_within_the_price_and_never_grows() => Prop.ForAll<(uint Price, ushort Days, uint Hours), (uint Allowance, uint Left)>(
        (period, credit) =>
        {
            var (days, until) = (1 + (period.Days % 400), From.AddDays(1 + (period.Days % 400)));
            var now = From.AddHours(period.Hours % (uint)((days * 24) + 48));
            var left = credit.Allowance == 0 ? 0 : credit.Left % (credit.Allowance + 1);
            var unused = Proration.UnusedKurus(period.Price, From, until, now, new Money(credit.Allowance), new Money(left));
            var later = Proration.UnusedKurus(period.Price, From, until, now.AddHours(30), new Money(credit.Allowance), new Money(left));
            var busier = Proration.UnusedKurus(period.Price, From, until, now, new Money(credit.Allowance), new Money(left / 2));
            return unused >= 0 && unused <= period.Price && later <= unused && busier <= unused;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("en", "1500", 150_000L)]
    [InlineData("en", "1,500.50", 150_050L)]
    [InlineData("tr", "1.500,50", 150_050L)]
    [InlineData("tr", "99,90", 9_990L)]
    [InlineData("tr", "99.90", 9_990L)]
    [InlineData("en", " ₺ 99,9 ", 9_990L)]
    [InlineData("en", "0", 0L)]
    [InlineData("en", "1.500", null)]
    [InlineData("tr", "1,500", null)]
    [InlineData("en", "99.999", null)]
    [InlineData("en", "-5", null)]
    [InlineData("en", "+5", null)]
    [InlineData("en", "5 USD", null)]
    [InlineData("en", "1e3", null)]
    [InlineData("en", "", null)]
    [InlineData("en", "1000000000000000", null)]
    public void An_amount_is_whole_kurus_or_none(string culture, string text, long? kurus) => In(culture, () => Assert.Equal(kurus, LiraText.Kurus(text)));

    [Fact]
    public void A_price_with_tax_that_no_split_reaches_is_refused_with_its_neighbours() => In("en", () =>
    {
        var price = new PriceTyped(20, 0);

        price.TypeGross("99.99");
        Assert.Null(price.Split);
        Assert.Equal("No price without VAT leads to ₺99.99 at 20 %. The nearest are ₺99.98 and ₺100.00.", Said(price.GrossProblem!));

        price.TypeGross("100");
        Assert.Equal((new VatSplit(8_333, 1_667), "83.33"), (price.Split, price.Net));
        price.TypeNet("149.90");
        Assert.Equal((new VatSplit(14_990, 2_998), "179.88"), (price.Split, price.Gross));
        price.TypeNet("149.901");
        Assert.Equal((null, "billing.amount_invalid"), (price.Split, price.NetProblem?.Code));
    });

    private static string Said(Failure failure) => string.Format(CultureInfo.CurrentCulture, failure.Sentence, failure.Values);

    private static void In(string culture, Action test)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            test();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
