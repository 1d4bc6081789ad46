using WictzPortal.Billing;

namespace WictzPortal.Tests.Billing;

[Trait("Database", "Any")]
public sealed class TaxNumberTests
{
    [Theory]
    [InlineData("10000000146", true)]
    [InlineData("12345678950", true)]
    [InlineData("98765432150", true)]
    [InlineData("19090909018", true)]      // negative before the modulo
    [InlineData("11111111110", true)]
    [InlineData("11111111111", false)]
    [InlineData("12345678901", false)]
    [InlineData("01234567890", false)]
    [InlineData("00000000000", false)]
    [InlineData("1000000014", false)]
    [InlineData("100000001460", false)]
    [InlineData("1000000014x", false)]
    [InlineData("١٠٠٠٠٠٠٠١٤٦", false)]      // digits, but not ours
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_tckn_is_known_by_its_check_digits(string? number, bool isOne) => Assert.Equal(isOne, TaxNumbers.IsTckn(number));

    [Theory]
    [InlineData("9876543217", true)]
    [InlineData("0123456789", true)]
    [InlineData("2468135797", true)]
    [InlineData("1234567890", true)]
    [InlineData("9876543210", false)]
    [InlineData("9999999999", false)]
    [InlineData("1111111111", false)]
    [InlineData("987654321", false)]
    [InlineData(" 876543217", false)]
    [InlineData(null, false)]
    public void A_vkn_is_known_by_its_check_digit(string? number, bool isOne) => Assert.Equal(isOne, TaxNumbers.IsVkn(number));

    [Fact]
    public void A_number_shows_its_last_four_places_only() => Assert.Equal("*******8950", TaxNumbers.Mask("12345678950"));
}
