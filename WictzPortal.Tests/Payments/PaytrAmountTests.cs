using System.Globalization;
using System.Net;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

[Trait("Database", "Any")]
public sealed class PaytrAmountTests
{
    [Theory]
    [InlineData(3456, "3456", "34.56")]
    [InlineData(5, "5", "0.05")]
    [InlineData(60000, "60000", "600.00")]
    [InlineData(123456789012345, "123456789012345", "1234567890123.45")]
    public void Amounts_are_written_in_the_unit_of_their_service(long kurus, string inKurus, string inLira)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");      // which writes a comma
        try
        {
            Assert.Equal((inKurus, inLira), (PaytrAmounts.Kurus(kurus), PaytrAmounts.Lira(kurus)));
            Assert.True(PaytrAmounts.TryReadKurus(inKurus, out var read));
            Assert.Equal(kurus, read);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("10,8", 1080)]
    [InlineData("9.76", 976)]
    [InlineData("600", 60000)]
    [InlineData("0,05", 5)]
    [InlineData("-12.50", -1250)]
    public void Lira_are_read_with_a_dot_or_a_comma(string text, long kurus)
    {
        Assert.True(PaytrAmounts.TryReadLira(text, out var read));
        Assert.Equal(kurus, read);
    }

    [Theory]
    [InlineData("1.234,56")]
    [InlineData("1,234.56")]
    [InlineData("1.2.3")]
    [InlineData("10.805")]
    [InlineData("10.")]
    [InlineData(".5")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1e3")]
    [InlineData("+5")]
    [InlineData("٣٤")]
    [InlineData("99999999999999999999")]
    public void What_can_be_read_in_two_ways_is_not_read(string? text) => Assert.False(PaytrAmounts.TryReadLira(text, out _));

    [Theory]
    [InlineData("34.56")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("")]
    [InlineData("1234567890123456")]
    public void Kurus_are_digits_alone(string text) => Assert.False(PaytrAmounts.TryReadKurus(text, out _));

    [Theory]
    [InlineData("::ffff:203.0.113.10", "203.0.113.10")]
    [InlineData("203.0.113.10", "203.0.113.10")]
    [InlineData("2001:db8::1%7", "2001:db8::1")]
    public void The_buyers_address_is_written_plainly(string address, string written) => Assert.Equal(written, TokenRequest.IpOf(IPAddress.Parse(address)));

    [Fact]
    public void Words_are_fitted_without_cutting_a_character() => Assert.Equal("ab", TokenRequest.Fit("a\nb🙂c", 3));
}
