using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Usage;

/// <summary>Writes receipts as JSON for people and programs: fields in a fixed order, indented, a line feed at the end.</summary>
internal static class ReceiptJson
{
    private const int Version = 1;

    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Receipt receipt, string issuer, string keyId)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Form))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("issuer", issuer);
            json.WriteString("signing_key", keyId);
            WriteCall(receipt, json);
            WriteAttempts(receipt, json);
            WriteArithmetic(receipt, json);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>An amount in lira without loss, with at least two decimals.</summary>
    public static string Lira(decimal amount) => amount.ToString("0.00########", CultureInfo.InvariantCulture);

    private static void WriteCall(Receipt receipt, Utf8JsonWriter json)
    {
        json.WriteString("request_id", receipt.RequestId);
        json.WriteString("time", Moment(receipt.At));
        json.WriteNumber("account_number", receipt.AccountNumber);
        json.WriteStartObject("api_key");
        json.WriteString("id", receipt.KeyId);
        json.WriteString("public_id", receipt.KeyPublicId);
        json.WriteEndObject();
        Write("model", receipt.Model, json);
        Write("deployment", receipt.Deployment, json);
        json.WriteBoolean("stream", receipt.Streamed);
        json.WriteString("end", JsonNamingPolicy.SnakeCaseLower.ConvertName(receipt.End.ToString()));
        json.WriteBoolean("estimated", receipt.Estimated);
        json.WriteNumber("reasoning_tokens", receipt.ReasoningTokens);
    }

    private static void WriteAttempts(Receipt receipt, Utf8JsonWriter json)
    {
        json.WriteNumber("attempts", receipt.Attempts);
        if (receipt.FailedTries is not { } failed)
        {
            json.WriteNull("failed_attempts");
            return;
        }

        json.WriteStartArray("failed_attempts");
        foreach (var attempt in failed)
        {
            json.WriteStartObject();
            json.WriteNumber("number", attempt.Number);
            Write("deployment", attempt.Deployment, json);
            json.WriteString("code", attempt.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArithmetic(Receipt receipt, Utf8JsonWriter json)
    {
        json.WriteStartObject("price");
        json.WriteNumber("version", receipt.PriceVersion);
        json.WriteString("effective_from", Moment(receipt.PriceFrom));
        json.WriteString("currency", "TRY");
        if (receipt.Price.AboveInputTokens is { } threshold)
        {
            json.WriteNumber("above_input_tokens", threshold);
        }
        else
        {
            json.WriteNull("above_input_tokens");
        }

        json.WriteEndObject();
        json.WriteStartArray("lines");
        foreach (var line in receipt.Price.Lines)
        {
            Write(line, json);
        }

        json.WriteEndArray();
        json.WriteString("sum_micros", receipt.Price.ExactMicros);
        json.WriteString("rounding", "once, half up, to whole micros");
        Write("cost", receipt.Cost, json);
        Write("charged", receipt.Charged, json);
        Write("our_loss", receipt.OurLoss, json);
        Write("given_back", receipt.GivenBack, json);
        if (receipt.LedgerEntryId is { } entry)
        {
            json.WriteString("ledger_entry_id", entry);
        }
        else
        {
            json.WriteNull("ledger_entry_id");
        }
    }

    private static void Write(PricedLine line, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("item", line.Item);
        if (line.Tariff is { } tariff)
        {
            json.WriteString("tariff", tariff);
        }

        json.WriteNumber("count", line.Count);
        json.WriteString("price", Lira(line.Lira));
        json.WriteNumber("per", line.Per);
        json.WriteString("micros", line.ExactMicros);
        json.WriteEndObject();
    }

    private static void Write(string name, Named thing, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("id", thing.Id);
        json.WriteString("name", thing.Name);
        json.WriteEndObject();
    }

    private static void Write(string name, Money amount, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("micros", amount.Micros);
        json.WriteString("lira", Lira(amount.Lira));
        json.WriteEndObject();
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
