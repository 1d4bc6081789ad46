using System.Buffers;
using System.Text.Json;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>What all operations of one family of APIs share: how errors are told, and what keeps a stream alive.</summary>
internal abstract class Protocol
{
    public abstract ReadOnlyMemory<byte> KeepAlive { get; }

    /// <summary>What the first of several keep-alives begins with where events do too: the next event goes on behind it.</summary>
    public virtual ReadOnlyMemory<byte> KeepAliveLead => default;

    /// <summary>Headers that every answer of this protocol bears, such as a request id of its own name.</summary>
    public virtual void WriteHeaders(GatewayCall call, IHeaderDictionary headers)
    {
        // x-request-id and server-timing are on every answer anyway.
    }

    /// <summary>How one limit stands, of those that count requests or tokens.</summary>
    public virtual void WriteLimit(IHeaderDictionary headers, in LimitState state, DateTimeOffset now)
    {
        var (limit, left) = (LimitHeaders.Text(state.Applied.Limit), LimitHeaders.Text(state.Remaining ?? 0));
        var wait = LimitHeaders.Wait((state.ResetsAt ?? now) - now);
        if (state.Applied.Rule.Kind() == LimitKind.Requests)
        {
            headers["x-ratelimit-limit-requests"] = limit;
            headers["x-ratelimit-remaining-requests"] = left;
            headers["x-ratelimit-reset-requests"] = wait;
        }
        else
        {
            headers["x-ratelimit-limit-tokens"] = limit;
            headers["x-ratelimit-remaining-tokens"] = left;
            headers["x-ratelimit-reset-tokens"] = wait;
        }
    }

    /// <summary>The error object as the whole answer.</summary>
    public void WriteError(Refusal refusal, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, WireJson.Options);
        WriteError(refusal, json);
    }

    /// <summary>The error object as the last event of a stream.</summary>
    public abstract void WriteStreamError(Refusal refusal, IBufferWriter<byte> output);

    protected abstract void WriteError(Refusal refusal, Utf8JsonWriter json);
}
