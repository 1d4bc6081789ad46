using System.Globalization;
using System.Text.Json;

namespace WictzPortal.Payments;

/// <summary>What came of a call to PayTR. <c>Unknown</c> is no refusal: it may have happened there.</summary>
internal enum PaytrEnd
{
    Success,
    Refused,
    Unknown,
}

/// <summary>An answer of PayTR: how the call ended, its code where it was refused, and its body.</summary>
/// <param name="Code">PayTR's <c>err_no</c>, three digits; null where it gave none.</param>
internal readonly record struct PaytrAnswer(PaytrEnd End, string? Code, JsonElement Body)
{
    public static readonly PaytrAnswer Unknown = new(PaytrEnd.Unknown, null, default);

    /// <summary>Reads a body. What is no JSON object with a status is unknown.</summary>
    public static PaytrAnswer Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Text(document.RootElement, "status") switch
            {
                null => Unknown,
                "success" => new(PaytrEnd.Success, null, document.RootElement.Clone()),

                // Pages and samples of PayTR mix "failed" and "error".
                _ => new(PaytrEnd.Refused, CodeOf(document.RootElement), document.RootElement.Clone()),
            };
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    /// <summary>A text or a number, as text; null for what is missing or of another kind.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    public string? Text(string name) => Text(Body, name);

    private static string? CodeOf(JsonElement body) => Text(body, "err_no") is { Length: > 0 and <= 3 } code && code.All(char.IsAsciiDigit) ? code : null;
}

/// <summary>What PayTR knows of an attempt. Amounts in kuruş.</summary>
/// <param name="Total">What the buyer paid.</param>
/// <param name="Returns">The refunds as PayTR wrote them; the names of their fields are not documented.</param>
internal sealed record PaidAtPaytr(long Amount, long Total, string Currency, bool IsTest, JsonElement Returns)
{
    /// <returns>Null where the answer lacks an amount or has one that cannot be read.</returns>
    public static PaidAtPaytr? Of(PaytrAnswer answer) =>
        PaytrAmounts.TryReadLira(answer.Text("payment_amount"), out var amount) && PaytrAmounts.TryReadLira(answer.Text("payment_total"), out var total)
            ? new PaidAtPaytr(
                amount, total, answer.Text("currency") ?? "", answer.Text("test_mode") == "1",
                answer.Body.TryGetProperty("returns", out var returns) ? returns : default)
            : null;

    /// <summary>Whether a refund that bears this reference stands among the returns, whatever the field is called.</summary>
    public bool HasReturned(string reference) => Returns.ValueKind == JsonValueKind.Array && Returns.EnumerateArray().Any(
        row => row.ValueKind == JsonValueKind.Object && row.EnumerateObject().Any(
            field => field.Value.ValueKind == JsonValueKind.String && field.Value.ValueEquals(reference)));
}

/// <summary>A row of the transaction report: a sale or a refund. Amounts in kuruş, the time in Istanbul's.</summary>
internal sealed record ReportedRow(string Oid, bool IsRefund, long Kurus, long FeeKurus, DateTimeOffset At, string Currency)
{
    private static readonly string[] Forms = ["dd.MM.yyyy HH:mm:ss", "dd-MM-yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "dd.MM.yyyy"];

    /// <returns>Null for a row that cannot be read whole.</returns>
    public static ReportedRow? Of(JsonElement row) =>
        PaytrAnswer.Text(row, "siparis_no") is { Length: > 0 and <= PaymentAttempt.OidLength } oid
            && PaytrAnswer.Text(row, "islem_tipi") is "S" or "I"
            && PaytrAmounts.TryReadLira(PaytrAnswer.Text(row, "islem_tutari"), out var kurus)
            && PaytrAmounts.TryReadLira(PaytrAnswer.Text(row, "kesinti_tutari") ?? "0", out var fee)
            && DateTime.TryParseExact(PaytrAnswer.Text(row, "islem_tarihi"), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new ReportedRow(
                oid, PaytrAnswer.Text(row, "islem_tipi") == "I", Math.Abs(kurus), Math.Abs(fee), IstanbulTime.ToUtc(at),
                PaytrAnswer.Text(row, "para_birimi") ?? "TL")
            : null;
}

/// <summary>What PayTR paid out on one day. Amounts in kuruş.</summary>
internal sealed record ReportedPayout(DateOnly PaidOn, string Currency, long NetKurus)
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "dd.MM.yyyy"];

    public static ReportedPayout? Of(JsonElement row) =>
        DateOnly.TryParseExact(PaytrAnswer.Text(row, "date_paid"), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var paidOn)
            && PaytrAmounts.TryReadLira(PaytrAnswer.Text(row, "net"), out var net)
            ? new ReportedPayout(paidOn, PaytrAnswer.Text(row, "currency") ?? "TL", net)
            : null;
}
