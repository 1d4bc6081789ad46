using System.Buffers;
using System.Text.Json;
using WictzPortal.Plans;

namespace WictzPortal.Gateway;

/// <summary>Google's errors, and what keeps a stream alive for Google's clients.</summary>
internal sealed class GeminiProtocol : Protocol
{
    public static readonly GeminiProtocol Instance = new();

    private const string TypeUrl = "type.googleapis.com/google.rpc.";

    /// <summary>
    /// White space within the line that the next event goes on with. Google's clients for Go and Python take a comment line for a broken
    /// event, Go's an empty line too, and an event without an answer would end up in a chat's history.
    /// </summary>
    public override ReadOnlyMemory<byte> KeepAlive { get; } = " "u8.ToArray();

    public override ReadOnlyMemory<byte> KeepAliveLead { get; } = GeminiFrames.Data.ToArray();

    public override void WriteStreamError(Refusal refusal, IBufferWriter<byte> output)
    {
        output.Write(GeminiFrames.Data);
        WriteError(refusal, output);
        output.Write(GeminiFrames.EndOfEvent);
    }

    protected override void WriteError(Refusal refusal, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", refusal.HttpStatus);
        json.WriteString("message", refusal.Message);
        json.WriteString("status", StatusOf(refusal.HttpStatus));
        json.WriteStartArray("details");
        WriteDetails(refusal, json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDetails(Refusal refusal, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("@type", TypeUrl + "ErrorInfo");
        json.WriteString("reason", refusal.ErrorCode.ToUpperInvariant());      // google.rpc wants reasons in capitals
        json.WriteString("domain", "wictz-portal");
        if (refusal.Notice is { } notice)
        {
            json.WriteStartObject("metadata");
            foreach (var (name, value) in notice.Texts())
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (refusal is { Notice: { } quota, HttpStatus: 402 or 429 })
        {
            json.WriteStartObject();
            json.WriteString("@type", TypeUrl + "QuotaFailure");
            json.WriteStartArray("violations");
            json.WriteStartObject();
            json.WriteString("subject", $"{quota.Source.Code()}:{quota.Reason}");
            json.WriteString("description", refusal.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (refusal.RetryAfterSeconds is { } seconds)
        {
            json.WriteStartObject();
            json.WriteString("@type", TypeUrl + "RetryInfo");
            json.WriteString("retryDelay", seconds + "s");
            json.WriteEndObject();
        }

        if (refusal.Param is { } field)
        {
            json.WriteStartObject();
            json.WriteString("@type", TypeUrl + "BadRequest");
            json.WriteStartArray("fieldViolations");
            json.WriteStartObject();
            json.WriteString("field", field);
            json.WriteString("description", refusal.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    // google.rpc.Code, as its comments relate it to HTTP.
    private static string StatusOf(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        402 or 429 => "RESOURCE_EXHAUSTED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        405 => "UNIMPLEMENTED",
        408 or 504 => "DEADLINE_EXCEEDED",
        409 => "ABORTED",
        499 => "CANCELLED",
        < 500 => "INVALID_ARGUMENT",
        500 => "INTERNAL",
        _ => "UNAVAILABLE",
    };
}
