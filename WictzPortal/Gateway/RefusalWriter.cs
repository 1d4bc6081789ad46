using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WictzPortal.Gateway;

/// <summary>Writes a refusal in OpenAI's shape: as the whole answer, or within a stream that has begun.</summary>
internal static class RefusalWriter
{
    // It is JSON and served as such, so quotes and dashes may stand as people read them.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, Refusal refusal, CancellationToken cancellationToken)
    {
        var response = http.Response;
        response.StatusCode = refusal.HttpStatus;
        response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds;
        }

        var body = new ArrayBufferWriter<byte>(256);
        WriteError(body, refusal);
        response.ContentLength = body.WrittenCount;
        response.BodyWriter.Write(body.WrittenSpan);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>The terminal event of a stream that fails: official clients raise it, and no <c>[DONE]</c> follows.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, Refusal refusal)
    {
        output.Write("data: "u8);
        WriteError(output, refusal);
        output.Write("\n\n"u8);
    }

    private static void WriteError(IBufferWriter<byte> output, Refusal refusal)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", refusal.Message);
        json.WriteString("type", refusal.Type);
        json.WriteString("param", refusal.Param);
        json.WriteString("code", refusal.ErrorCode);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
