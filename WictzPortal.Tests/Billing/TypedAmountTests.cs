using System.Globalization;
using WictzPortal.Billing;

namespace WictzPortal.Tests.Billing;

[Trait("Database", "Any")]
public sealed class TypedAmountTests
{
    [Theory]
    [InlineData("tr", "250", 25_000)]
    [InlineData("tr", " 250,5 ", 25_050)]
    [InlineData("tr", "1.234,56", 123_456)]
    [InlineData("tr", "1234,56 ₺", 123_456)]
    [InlineData("tr", "0,01", 1)]
    [InlineData("tr", "1.234.567,00", 123_456_700)]
    [InlineData("en", "1,234.56", 123_456)]
    [InlineData("en", "₺007.50", 750)]
    public void An_amount_is_read_as_its_language_writes_it(string language, string typed, long kurus) =>
        Assert.Equal(kurus, TypedAmount.Read(typed, CultureInfo.GetCultureInfo(language)).Value);

    [Theory]
    [InlineData("tr", "1.234", "two ways")]      // a thousand, or one with three decimals
    [InlineData("en", "1,234", "two ways")]
    [InlineData("tr", "10.50", "such as 1234,56")]
    [InlineData("en", "10,50", "such as 1234.56")]
    [InlineData("tr", "1,234.56", "such as")]
    [InlineData("tr", "1,234", "at most two decimals")]
    [InlineData("en", "0.005", "at most two decimals")]
    [InlineData("tr", "12.34,56", "such as")]
    [InlineData("tr", "1,2,3", "such as")]
    [InlineData("tr", ",50", "such as")]
    [InlineData("tr", "50,", "such as")]
    [InlineData("tr", "$50", "such as")]
    [InlineData("tr", "50 USD", "such as")]
    [InlineData("tr", "1e3", "such as")]
    [InlineData("tr", "٥٠", "such as")]
    [InlineData("tr", "-5", "above zero")]
    [InlineData("tr", "−5", "above zero")]
    [InlineData("tr", "0", "above zero")]
    [InlineData("tr", "0,00", "above zero")]
    [InlineData("tr", "  ", "Enter an amount.")]
    [InlineData("tr", null, "Enter an amount.")]
    public void What_is_no_amount_or_could_be_two_is_refused(string language, string? typed, string sentence) =>
        Assert.Contains(sentence, TypedAmount.Read(typed, CultureInfo.GetCultureInfo(language)).Failure!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_amount_of_any_length_is_read_without_overflow() =>
        Assert.Equal(long.MaxValue, TypedAmount.Read(new string('9', 24), CultureInfo.GetCultureInfo("tr")).Value);
}
