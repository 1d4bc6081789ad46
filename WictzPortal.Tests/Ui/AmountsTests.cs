using System.Globalization;
using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Tests.Ui;

public sealed class AmountsTests
{
    public AmountsTests() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");

    [Theory]
    [InlineData(0, "₺0.00")]
    [InlineData(123_450_000, "₺1.2345")]
    [InlineData(1_234, "₺0.000012")]
    [InlineData(1, "₺0.00000001")]
    [InlineData(-1_234, "−₺0.000012")]
    public void The_price_of_one_request_never_looks_like_nothing(long micros, string shown)
    {
        var amount = new Money(micros);

        Assert.Equal(shown, amount.Format(Amounts.DecimalsFor(amount)));
    }

    [Theory]
    [InlineData(1_240_000_000_000, "₺12.4K")]
    [InlineData(1_842_000_000, "₺18.42")]
    [InlineData(420_000, "₺0.0042")]
    public void Sums_are_short(long micros, string shown) => Assert.Equal(shown, Amounts.Brief(new Money(micros)));

    [Theory]
    [InlineData(412, "412 ms")]
    [InlineData(2_410, "2.41 s")]
    [InlineData(192_000, "3.2 min")]
    public void Times_choose_their_unit(int milliseconds, string shown) =>
        Assert.Equal(shown, Amounts.Brief(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Digits_are_grouped_as_the_culture_does()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr");

        Assert.Equal("12,4K", Amounts.Brief(12_400));
        Assert.Equal("1,5Mr", Amounts.Brief(1_500_000_000));
        Assert.Equal("9.400", Amounts.Brief(9_400));
    }
}
