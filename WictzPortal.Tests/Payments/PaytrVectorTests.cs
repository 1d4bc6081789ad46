using System.Text;
using WictzPortal.Billing;
using WictzPortal.Payments;

namespace WictzPortal.Tests.Payments;

/// <summary>Signatures that were computed elsewhere, for made-up secrets: by Python's hmac, and by OpenSSL.</summary>
[Trait("Exam", "22")]
[Trait("Database", "Any")]
public sealed class PaytrVectorTests
{
    private const string Merchant = "990001";
    private const string CardToken = "S2t+S2NW7YtnDWsdgFt6Qrk7hquLBToR4zihLpd3AAQ=";
    private const string EftToken = "BWGDo1aSgMlNK9aM/FUFN++ecZUD1e9y+INhsRtdz48=";
    private const string LongOid = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
    private static readonly PaytrSecrets Secrets = new("ExampleKey000001", "ExampleSalt00001");
    private static readonly PaytrShop Shop = new(Merchant, Secrets, new Uri("https://www.paytr.com/"), "https://www.paytr.com/");

    [Theory]
    [InlineData(CardToken, "203.0.113.10", "TOPUP0000000000000001", "ayse@example.com", "3456", "W1siQmFraXllIiwiMzQuNTYiLDFdXQ==", "1", "0", "TL", "1")]
    [InlineData("XPhqKLpemOmnVnZrt+dmFfhEK+ZGbqTegfVkvqWw3E4=", "198.51.100.24", "SUB20260115A7F3C9", "satin.alma@ornek.com.tr", "120000",
        "W1siR2VsacWfbWnFnyBQbGFuIOKAkyBBeWzEsWsiLCIxMDAwLjAwIiwxXSxbIktEViAlMjAiLCIyMDAuMDAiLDFdXQ==", "0", "12", "TL", "0")]
    [InlineData("eKxOCHUEA+yrccGxvqX1DQwttuxDS0qanG1bCEbPF6E=", "192.0.2.77", LongOid, "cfo@example.org", "5",
        "W1sixJ7DvMWfxLHDtsOnIMSwxJ7DnMWew5bDhyIsIjAuMDUiLDFdXQ==", "1", "0", "TRY", "0")]
    [InlineData(EftToken, "203.0.113.10", "TOPUP0000000000000001", "ayse@example.com", "3456", "eft", "1")]
    [InlineData("8pDNBRs1LyG9xFXINEvT74NdDx3o5YmyExsMyFZmVQE=", "TOPUP0000000000000001", "34.56")]
    [InlineData("wHD05mZ2wkHh6eWSdCM2O5uwz2WAUHujW+qIWF9u/As=", "SUB20260115A7F3C9", "250.00")]
    [InlineData("uatCX2uXo6Kjb2gp8iGgc8zfJ5ATz1Pw72DtIDvnGs4=", LongOid, "0.05")]
    [InlineData("g1yZFQjic+Bv+a8QVdH2Mj25mhfAUdGxwMhTI/9u1U0=", "TOPUP0000000000000001")]
    [InlineData("JdpiDPOtU9iYCr0+vR4neB0/sdPysUYPtRHJbxC8oHI=", "SUB20260115A7F3C9")]
    [InlineData("qZIwmjcnNSfzdBHmg/5BGX3fjM/37HBtoMdqKRrQc8s=", LongOid)]
    [InlineData("RXv5RB7iKKosgVkcFgYTKOyoUIWqOo+PpNgX5ch2SHo=", "2026-01-15 00:00:00", "2026-01-15 23:59:59")]
    [InlineData("rEaX3pXZBfz39l/ExKARc1zTE8lAwtX0szSlnep3w6A=", "2026-01-01", "2026-01-31")]
    [InlineData("K053ykZ0J/c4DiycWdss+QVXBKVgMpZWQDj8GPEenjA=", "2026-01-15")]
    [InlineData("krvgUpWUoVTAv1SfIlUpN+0rjTc4yu7xsC6eLqdJk7s=", "REQ0000000001")]
    public void A_request_is_signed_as_elsewhere(string token, params string[] fields) =>
        Assert.Equal(token, PaytrSignature.Of(Secrets, [Merchant, .. fields]));

    [Theory]
    [InlineData("soGfuZfoamuEm5Q3dZH2iB3MY5VteBtqKlFLekXgfhc=", Merchant, "203.0.113.10", "TOPUP0000000000000001", "ayse@example.com", "34.56", "card", "0", "TL", "1", "0")]
    [InlineData("I2l/3IqKrmr3eOsCkCren7Zdg9XxlSOrx8GXfuCIW1Y=", "43550843", Merchant)]
    [InlineData("kCfca9Rk7HZvZgtOyoQ0lqg0r8t3+GfQSkgDZHFrQAI=", "utokenEXAMPLE01")]
    [InlineData("j+MGGJEPJwRS42EB8n/e4uqKNXfHhF2pX+6D9J9RT10=", "ctokenEXAMPLE01", "utokenEXAMPLE01")]
    public void Services_that_we_do_not_call_are_signed_by_the_same_rule(string token, params string[] fields) =>
        Assert.Equal(token, PaytrSignature.Of(Secrets, fields));

    [Theory]
    [InlineData("TMSweQ/zpDOgGUDuo/bUJEiPruirE5ioYvmFi7O108w=", "TOPUP0000000000000001", "success", "3456")]
    [InlineData("Ts6aD8r/O9MY8FpE/aM6lKLIHHn92P3QN5KnjHNAEAo=", "SUB20260115A7F3C9", "success", "130200")]
    [InlineData("Kj91bsw4uIfqZ7uTFgdJSSTtA575hnYITt7gKrCVTs8=", "TOPUP0000000000000001", "success", "3457")]
    [InlineData("nkjnZwqhN76W32d/eGV6BNYAPoMc8gkAKLipHxANx8k=", LongOid, "failed", "0")]
    public void A_callback_is_signed_as_elsewhere(string hash, string oid, string status, string total)
    {
        Assert.Equal(hash, PaytrSignature.OfCallback(Secrets, oid, status, total));
        Assert.True(new PaytrCallback(oid, status, total, hash).IsSignedBy(Secrets));
    }

    [Theory]
    [InlineData("TMSweQ/zpDOgGUDuo/bUJEiPruirE5ioYvmFi7O108w=", "3457")]      // another amount
    [InlineData("tMSweQ/zpDOgGUDuo/bUJEiPruirE5ioYvmFi7O108w=", "3456")]      // one letter's case
    [InlineData("not base64 at all", "3456")]
    [InlineData("TMSweQ==", "3456")]
    [InlineData("", "3456")]
    public void A_wrong_hash_is_no_signature(string hash, string total) =>
        Assert.False(new PaytrCallback("TOPUP0000000000000001", "success", total, hash).IsSignedBy(Secrets));

    [Fact]
    public void Nothing_is_signed_without_a_key() =>
        Assert.Throws<InvalidOperationException>(() => PaytrSignature.Of(new PaytrSecrets("", "salt"), "field"));

    [Theory]
    [InlineData(PaymentMethod.Card, CardToken)]
    [InlineData(PaymentMethod.Eft, EftToken)]
    public void A_payment_page_is_asked_for_with_the_strings_that_are_signed(PaymentMethod method, string token)
    {
        var form = Request(method, "Bakiye").Sign(Shop).ToDictionary();

        Assert.Equal(token, form["paytr_token"]);
        Assert.Equal("3456", form["payment_amount"]);
        Assert.DoesNotContain(form, field => field.Value.Contains(Secrets.Key, StringComparison.Ordinal) || field.Value.Contains(Secrets.Salt, StringComparison.Ordinal));
        Assert.Null(SandboxTokenRules.FirstFault(form, Shop));
    }

    [Fact]
    public void A_basket_is_JSON_in_Base64_with_prices_in_lira()
    {
        var form = Request(PaymentMethod.Card, "Gelişmiş Plan – Aylık").Sign(Shop).ToDictionary();

        using var basket = System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(form["user_basket"])));
        var row = Assert.Single(basket.RootElement.EnumerateArray());
        Assert.Equal(("Gelişmiş Plan – Aylık", "34.56", 1), (row[0].GetString(), row[1].GetString(), row[2].GetInt32()));
    }

    [Theory]
    [InlineData("payment_amount", "34.56")]      // lira in place of kuruş
    [InlineData("merchant_oid", "ORDER-123")]
    [InlineData("user_ip", "::ffff:203.0.113.10")]
    [InlineData("user_basket", "W1siQmFraXllIiwiMzQ1NiIsMV1d")]      // "3456": kuruş in place of lira
    [InlineData("user_phone", "")]
    [InlineData("paytr_token", "S2t S2NW7YtnDWsdgFt6Qrk7hquLBToR4zihLpd3AAQ=")]      // a plus that was not encoded
    [InlineData("email", "another@example.com")]
    public void The_sandbox_refuses_what_PayTR_would(string field, string value)
    {
        var form = Request(PaymentMethod.Card, "Bakiye").Sign(Shop).ToDictionary();
        form[field] = value;

        Assert.NotNull(SandboxTokenRules.FirstFault(form, Shop));
    }

    private static TokenRequest Request(PaymentMethod method, string title) => new(
        "TOPUP0000000000000001", method, 3456, [new(title, 3456)], new("Ayşe Yılmaz", "ayse@example.com", "+90 555 000 00 00", "Çankaya", "203.0.113.10"))
    {
        ResultUrl = "https://portal.example/billing/result/x",
        Language = "tr",
        IsTest = true,
        IsDark = false,
    };
}
