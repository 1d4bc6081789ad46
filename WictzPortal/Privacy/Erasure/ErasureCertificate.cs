using System.Text.Encodings.Web;
using System.Text.Json;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Retention;

namespace WictzPortal.Privacy;

/// <summary>Says what an erasure destroyed, what a law keeps and until when, and that nothing else was found. Nothing in it is personal.</summary>
internal static class ErasureCertificate
{
    public const string KeyUse = "erasure certificates";

    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="destroyed">By table and method.</param>
    /// <param name="left">What the tables still hold of the person.</param>
    /// <returns>The signed text and its signature, in one JSON object.</returns>
    public static async Task<string> WriteAsync(
        ErasureCase erasure, IReadOnlyList<Destroyed> destroyed, IReadOnlyList<ErasureLine> left, int tables, Vault vault, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Form))
        {
            json.WriteStartObject();
            json.WriteString("case", erasure.Number);
            json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(erasure.Kind.ToString()));
            json.WriteString("run", erasure.Id);
            json.WriteString("begun_at", erasure.StartedAt);
            json.WriteString("completed_at", now);
            json.WriteStartArray("destroyed");
            foreach (var lines in destroyed.GroupBy(d => (d.Table, d.Method)).OrderBy(g => g.Key.Table, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("table", lines.Key.Table);
                json.WriteString("method", lines.Key.Method is ErasureMethod.Anonymise ? "blanked" : "deleted");
                json.WriteNumber("rows", lines.Sum(d => d.Rows));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("kept");
            foreach (var line in left)
            {
                json.WriteStartObject();
                json.WriteString("table", line.Set.Table);
                json.WriteNumber("rows", line.Rows);
                json.WriteString("because", line.Fate is Fate.Held ? "legal_hold" : JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Set.Rule.ToString()));
                if (ErasureDates.EndOf(line) is { } end)
                {
                    json.WriteString("until", end.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("data_keys_destroyed", left.All(line => line.Fate is not Fate.Held));
            json.WriteStartObject("search");
            json.WriteNumber("tables", tables);
            json.WriteNumber("hits", 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var key = await SigningKey.ForAsync(vault, KeyUse, cancellationToken);
        return JsonSerializer.Serialize(new SignedText(System.Text.Encoding.UTF8.GetString(bytes.ToArray()), Convert.ToBase64String(key.Sign(bytes.ToArray())), key.Id));
    }
}

/// <summary>A text, byte for byte, and who signed it.</summary>
/// <param name="Signature">ECDSA over the SHA-256 of the text's UTF-8 bytes, in DER, as base64.</param>
internal sealed record SignedText(string Text, string Signature, string KeyId);

/// <summary>Until when a law keeps rows.</summary>
internal static class ErasureDates
{
    /// <summary>The last day of the newest row; null where the row does not say from when it is kept.</summary>
    public static DateOnly? EndOf(ErasureLine line) => (line.Fate, line.Newest) switch
    {
        (Fate.Kept, { } newest) when line.Set.Rule is RetentionRule.Billing10Years => new DateOnly(BusinessDays.DayOf(newest).Year + 10, 12, 31),
        (Fate.Kept, { } newest) when line.Set.Rule is RetentionRule.Evidence3Years => BusinessDays.DayOf(newest).AddYears(3),
        _ => null,
    };
}
