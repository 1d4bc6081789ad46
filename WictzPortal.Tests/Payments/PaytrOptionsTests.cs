using System.ComponentModel.DataAnnotations;
using WictzPortal.Billing;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

[Trait("Database", "Any")]
public sealed class PaytrOptionsTests
{
    [Theory]
    [InlineData(null, "key", "salt")]
    [InlineData("1", " ", "salt")]
    [InlineData("1", "key", "")]
    public void Enabled_without_its_secrets_it_is_refused(string? merchantId, string? key, string? salt) =>
        Assert.NotEmpty(Faults(new PaytrOptions { Enabled = true, MerchantId = merchantId, Key = key, Salt = salt }));

    [Fact]
    public void It_is_never_called_without_encryption() =>
        Assert.NotEmpty(Faults(new PaytrOptions { BaseAddress = new Uri("http://www.paytr.com/") }));

    [Fact]
    public void Callbacks_under_the_previous_secrets_are_taken_for_a_while()
    {
        var now = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        var options = new PaytrOptions
        {
            Enabled = true, MerchantId = "1", Key = "new", Salt = "salt", PreviousKey = "old", PreviousSalt = "before", PreviousUntil = now,
        };
        var shop = PaytrShop.Of(options);

        Assert.Empty(Faults(options));
        Assert.Equal(["new", "old"], shop.AcceptedAt(now.AddSeconds(-1)).Select(secrets => secrets.Key));
        Assert.Equal(["new"], shop.AcceptedAt(now).Select(secrets => secrets.Key));
        Assert.Empty(PaytrShop.Closed.AcceptedAt(now));
    }

    [Fact]
    public void The_frame_comes_from_PayTRs_host_alone()
    {
        var shop = PaytrShop.Of(new PaytrOptions { Enabled = true, MerchantId = "1", Key = "key", Salt = "salt" });

        Assert.Equal("https://www.paytr.com", shop.FrameSource);
        Assert.Equal("https://www.paytr.com/odeme/guvenli/a%2Fb", shop.FrameOf(PaymentMethod.Card, "a/b"));
        Assert.Equal("https://www.paytr.com/odeme/api/ab", shop.FrameOf(PaymentMethod.Eft, "ab"));
    }

    private static IEnumerable<ValidationResult> Faults(PaytrOptions options) => options.Validate(new ValidationContext(options));
}
