using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WictzPortal.Payments;

/// <summary>What PayTR asks of a request for a payment page: fields, their limits, their units and the signature over them.</summary>
internal static partial class SandboxTokenRules
{
    private static readonly string[] CardSigned =
    [
        "merchant_id", "user_ip", "merchant_oid", "email", "payment_amount", "user_basket", "no_installment", "max_installment", "currency", "test_mode",
    ];

    private static readonly string[] EftSigned = ["merchant_id", "user_ip", "merchant_oid", "email", "payment_amount", "payment_type", "test_mode"];

    private static readonly (string Name, int Length)[] Unsigned =
        [("user_name", 60), ("user_address", 400), ("user_phone", 20), ("merchant_ok_url", 400), ("merchant_fail_url", 400), ("paytr_token", 100)];

    /// <returns>PayTR's complaint; null when there is none.</returns>
    public static string? FirstFault(IReadOnlyDictionary<string, string> form, PaytrShop shop)
    {
        var signed = form.GetValueOrDefault("payment_type") == "eft" ? EftSigned : CardSigned;
        if (signed.Concat(Unsigned.Select(field => field.Name)).FirstOrDefault(name => form.GetValueOrDefault(name, "").Length == 0) is { } missing)
        {
            return $"{missing} gönderilmedi";
        }

        return form["merchant_id"] != shop.MerchantId ? "merchant_id geçersiz"
            : form["user_ip"] is not { Length: <= 39 } ip || !IPAddress.TryParse(ip, out var address) || address.IsIPv4MappedToIPv6 ? "user_ip geçersiz"
            : !IsOid(form["merchant_oid"]) ? "merchant_oid geçersiz"
            : form["email"] is not { Length: <= 100 } email || !email.Contains('@', StringComparison.Ordinal) ? "email geçersiz"
            : !PaytrAmounts.TryReadKurus(form["payment_amount"], out var kurus) || kurus == 0 ? "payment_amount geçersiz"
            : form["test_mode"] is not ("0" or "1") ? "test_mode geçersiz"
            : Unsigned.FirstOrDefault(field => form[field.Name].Length > field.Length).Name is { } tooLong ? $"{tooLong} çok uzun"
            : !IsAddress(form["merchant_ok_url"]) || !IsAddress(form["merchant_fail_url"]) ? "merchant_ok_url geçersiz"
            : Choices(form) ?? (signed == CardSigned ? Card(form, kurus) : null) ?? (IsSigned(form, shop, signed) ? null : "paytr_token geçersiz");
    }

    public static bool IsSigned(IReadOnlyDictionary<string, string> form, PaytrShop shop, string[] fields) =>
        PaytrSignature.Matches(
            PaytrSignature.Of(shop.Secrets, [.. fields.Select(name => form.GetValueOrDefault(name, ""))]), form.GetValueOrDefault("paytr_token", ""));

    public static bool IsOid(string text) => text is { Length: > 0 and <= 64 } && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Base64 of a JSON array of rows, each of a name, a price in lira with a dot, and a whole number.</summary>
    public static IReadOnlyList<BasketRow>? ReadBasket(string? text)
    {
        var bytes = new byte[text?.Length ?? 0];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out var count))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, count));
            return [.. json.RootElement.EnumerateArray().Select(row => RowOf(row) ?? throw new JsonException("This is no row of a basket."))];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static BasketRow? RowOf(JsonElement row) =>
        row.GetArrayLength() == 3 && row[0].GetString() is { Length: > 0 } name && row[1].GetString() is { } price && Price().IsMatch(price)
            && PaytrAmounts.TryReadLira(price, out var kurus) && row[2].TryGetInt32(out var pieces) && pieces > 0
            ? new BasketRow(name, kurus * pieces)
            : null;

    private static string? Card(IReadOnlyDictionary<string, string> form, long kurus) =>
        form["currency"] is not ("TL" or "TRY") ? "currency geçersiz"
        : form["no_installment"] is not ("0" or "1") ? "no_installment geçersiz"
        : !IsNumber(form["max_installment"], out var most) || most is 1 or > 12 ? "max_installment geçersiz"
        : ReadBasket(form["user_basket"]) is not { Count: > 0 } basket ? "user_basket geçersiz"
        : basket.Sum(row => row.Kurus) != kurus ? "user_basket toplamı payment_amount değil"
        : null;

    private static string? Choices(IReadOnlyDictionary<string, string> form) =>
        form.GetValueOrDefault("lang", "tr") is not ("tr" or "en") ? "lang geçersiz"
        : form.GetValueOrDefault("debug_on", "0") is not ("0" or "1") ? "debug_on geçersiz"
        : !IsNumber(form.GetValueOrDefault("timeout_limit", "30"), out var minutes) || minutes < 1 ? "timeout_limit geçersiz"
        : null;

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");

    [GeneratedRegex(@"^[0-9]+\.[0-9]{2}$")]
    private static partial Regex Price();
}
