using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WictzPortal.Gateway;

/// <summary>What the gateway measures, by OpenTelemetry's names for generative AI. No tag names a person or an account.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Wictz.Gateway";

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<long> _tokens;
    private readonly Counter<long> _refusals;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>("gen_ai.server.request.duration", "s", "From the request's arrival to the end of its answer.");
        _firstToken = meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "From the request's arrival to the first byte of its answer.");
        _tokens = meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one request.");
        _refusals = meter.CreateCounter<long>("wictz.gateway.refusals", "{request}", "Requests that ended in an error, by its code.");
    }

    public void Ended(GatewayCall call, TimeSpan elapsed)
    {
        if (call.Refusal is { } refusal)
        {
            _refusals.Add(1, new KeyValuePair<string, object?>("error.type", refusal.ErrorCode));
        }

        if (call.Model is not { } model || !_duration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "gen_ai.operation.name", call.Operation?.Metric },
            { "gen_ai.request.model", model.Name },
            { "gen_ai.provider.name", call.Deployment?.Provider.Name },
        };
        if (call.FirstByte is { } firstByte)
        {
            _firstToken.Record(firstByte.TotalSeconds, tags);
        }

        if (call.IsSettled)
        {
            Count(call.Tokens.TotalInput, "input", tags);
            Count(call.Tokens.TotalOutput, "output", tags);
        }

        if (call.Refusal is { } failed)
        {
            tags.Add("error.type", failed.ErrorCode);
        }

        _duration.Record(elapsed.TotalSeconds, tags);
    }

    private void Count(long tokens, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        _tokens.Record(tokens, tags);
    }
}
