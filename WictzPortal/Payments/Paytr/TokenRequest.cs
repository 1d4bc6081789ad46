using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using WictzPortal.Billing;

namespace WictzPortal.Payments;

/// <summary>A row of what the buyer sees: its name and price for one piece.</summary>
public sealed record BasketRow(string Name, long Kurus);

/// <summary>Who pays, as PayTR wants to know it. Nothing of it is kept by the portal's payments.</summary>
internal sealed record PaytrBuyer(string Name, string Email, string Phone, string Address, string Ip);

/// <summary>The wish for a payment page: everything that is posted and signed for one attempt.</summary>
internal sealed record TokenRequest(string Oid, PaymentMethod Method, long Kurus, IReadOnlyList<BasketRow> Basket, PaytrBuyer Buyer)
{
    public const int NameLength = 60;
    public const int AddressLength = 300;
    public const int PhoneLength = 20;
    public const int EmailLength = 100;

    /// <summary>How long the payment page stays open.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Where the buyer's browser goes afterwards, whatever happened.</summary>
    public required string ResultUrl { get; init; }

    /// <summary><c>tr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public required bool IsTest { get; init; }

    public required bool IsDark { get; init; }

    /// <summary>The address of the buyer as text: an IPv4 address that came in an IPv6 one is written as IPv4.</summary>
    public static string IpOf(IPAddress? address) => address switch
    {
        null => "0.0.0.0",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => new IPAddress(address.GetAddressBytes()).ToString(),      // without a zone
    };

    /// <summary>At most so many characters, none of them cut in two, and no control characters.</summary>
    public static string Fit(string text, int length)
    {
        var (plain, fitted) = (string.Concat(text.Where(c => !char.IsControl(c))).Trim(), new StringBuilder());
        foreach (var rune in plain.EnumerateRunes())
        {
            if (fitted.Length + rune.Utf16SequenceLength > length)
            {
                break;
            }

            fitted.Append(rune);
        }

        return fitted.ToString();
    }

    /// <summary>The fields in PayTR's names, signed. The signed strings are the posted ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(PaytrShop shop)
    {
        var (kurus, test) = (PaytrAmounts.Kurus(Kurus), IsTest ? "1" : "0");
        List<(string Name, string Value)> signed =
            [("merchant_id", shop.MerchantId), ("user_ip", Buyer.Ip), ("merchant_oid", Oid), ("email", Buyer.Email), ("payment_amount", kurus)];
        signed.AddRange(Method is PaymentMethod.Eft
            ? [("payment_type", "eft"), ("test_mode", test)]
            : [("user_basket", BasketText()), ("no_installment", "1"), ("max_installment", "0"), ("currency", "TL"), ("test_mode", test)]);
        var token = PaytrSignature.Of(shop.Secrets, [.. signed.Select(field => field.Value)]);
        return [.. signed.Concat(
        [
            ("paytr_token", token), ("user_name", Fit(Buyer.Name, NameLength)), ("user_address", Fit(Buyer.Address, AddressLength)),
            ("user_phone", Fit(Buyer.Phone, PhoneLength)), ("merchant_ok_url", ResultUrl), ("merchant_fail_url", ResultUrl),
            ("timeout_limit", Lifetime.TotalMinutes.ToString(CultureInfo.InvariantCulture)), ("lang", Language), ("debug_on", "0"),
            ("iframe_v2", "1"), ("iframe_v2_dark", IsDark ? "1" : "0"),
        ]).Select(field => KeyValuePair.Create(field.Item1, field.Item2))];
    }

    private string BasketText() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
        Basket.Select(row => new object[] { row.Name, PaytrAmounts.Lira(row.Kurus), 1 })));
}
