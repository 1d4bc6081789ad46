using System.Buffers;
using System.Text.Json;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>Anthropic's errors, its own name for the request id, and its <c>ping</c> event to keep a stream alive.</summary>
internal sealed class AnthropicProtocol : Protocol
{
    public static readonly AnthropicProtocol Instance = new();

    public override ReadOnlyMemory<byte> KeepAlive { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public override void WriteHeaders(GatewayCall call, IHeaderDictionary headers) => headers["request-id"] = call.Id.ToString();

    /// <summary>Our limits count input and output together, so what is left of them is what is left of each.</summary>
    public override void WriteLimit(IHeaderDictionary headers, in LimitState state, DateTimeOffset now)
    {
        var (limit, left) = (LimitHeaders.Text(state.Applied.Limit), LimitHeaders.Text(state.Remaining ?? 0));
        var resetsAt = LimitNotice.Time(state.ResetsAt ?? now);
        if (state.Applied.Rule.Kind() == LimitKind.Requests)
        {
            headers["anthropic-ratelimit-requests-limit"] = limit;
            headers["anthropic-ratelimit-requests-remaining"] = left;
            headers["anthropic-ratelimit-requests-reset"] = resetsAt;
            return;
        }

        headers["anthropic-ratelimit-tokens-limit"] = limit;
        headers["anthropic-ratelimit-tokens-remaining"] = left;
        headers["anthropic-ratelimit-tokens-reset"] = resetsAt;
        headers["anthropic-ratelimit-input-tokens-limit"] = limit;
        headers["anthropic-ratelimit-input-tokens-remaining"] = left;
        headers["anthropic-ratelimit-input-tokens-reset"] = resetsAt;
        headers["anthropic-ratelimit-output-tokens-limit"] = limit;
        headers["anthropic-ratelimit-output-tokens-remaining"] = left;
        headers["anthropic-ratelimit-output-tokens-reset"] = resetsAt;
    }

    public override void WriteStreamError(Refusal refusal, IBufferWriter<byte> output)
    {
        output.Write("event: error\ndata: "u8);
        WriteError(refusal, output);
        output.Write("\n\n"u8);
    }

    protected override void WriteError(Refusal refusal, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", TypeOf(refusal.HttpStatus));
        json.WriteString("message", refusal.Message);
        refusal.Notice?.Write(json);
        json.WriteEndObject();
        json.WriteString("request_id", refusal.RequestId);
        json.WriteEndObject();
    }

    // Clients go by the type in a stream, where there is no status any more.
    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        503 or 529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
