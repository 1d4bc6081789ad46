using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// <c>GET /v1/credits</c> and <c>/v1/key</c>: what the caller's account has left, which key calls, and what limits it. Amounts are lira, as
/// decimal strings.
/// </summary>
internal sealed class CreditEndpoint(Purses purses)
{
    public const string CreditsRoute = "/v1/credits";
    public const string KeyRoute = "/v1/key";

    public async ValueTask<Refusal?> CreditsAsync(GatewayCall call, IBufferWriter<byte> output)
    {
        var state = await purses.StateAsync(call.Key.AccountNumber, call.Http.RequestAborted);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteCredit(json, state);
        json.WriteEndObject();
        return null;
    }

    public async ValueTask<Refusal?> KeyAsync(GatewayCall call, IBufferWriter<byte> output)
    {
        var state = await purses.StateAsync(call.Key.AccountNumber, call.Http.RequestAborted);
        var states = await call.Limits!.StatesAsync(call.Clock.GetUtcNow());
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id", call.Key.Id);
        json.WriteString("public_id", call.Key.PublicId);
        if (call.Key.ExpiresAt is { } expiresAt)
        {
            json.WriteString("expires_at", expiresAt);
        }
        else
        {
            json.WriteNull("expires_at");
        }

        json.WriteStartObject("credits");
        WriteCredit(json, state);
        json.WriteEndObject();
        WriteLimits(json, call.Limits.Applied, states);
        json.WriteEndObject();
        return null;
    }

    private static void WriteLimits(Utf8JsonWriter json, AppliedLimits applied, IReadOnlyList<LimitState> states)
    {
        json.WriteString("time_zone", applied.Zone.Id);
        json.WriteStartArray("limits");
        foreach (var (limit, remaining, resetsAt) in states)
        {
            json.WriteStartObject();
            json.WriteString("rule", limit.Rule.Code());
            json.WriteString("source", limit.Source.Code());
            LimitNotice.WriteAmount(json, "limit", limit.Rule, limit.Limit);
            LimitNotice.WriteAmount(json, "used", limit.Rule, limit.Limit - remaining);
            LimitNotice.WriteAmount(json, "remaining", limit.Rule, remaining);
            json.WriteString("resets_at", resetsAt is { } at ? LimitNotice.Time(at) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteLists(json, "allowed_models", (LimitSource.Key, applied.KeyModels), (applied.AccountModelsSource, applied.AccountModels));
        WriteLists(json, "allowed_networks", (LimitSource.Key, applied.KeyNetworks), (applied.AccountNetworksSource, applied.AccountNetworks));
    }

    // All of them must name what is called: none is a list of everything.
    private static void WriteLists(Utf8JsonWriter json, string name, params ReadOnlySpan<(LimitSource Source, IReadOnlyList<string> Names)> lists)
    {
        json.WriteStartArray(name);
        foreach (var (source, names) in lists)
        {
            if (names.Count > 0)
            {
                json.WriteStartObject();
                json.WriteString("source", source.Code());
                json.WriteStartArray("names");
                foreach (var allowed in names)
                {
                    json.WriteStringValue(allowed);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteCredit(Utf8JsonWriter json, in PurseState state)
    {
        json.WriteString("currency", "TRY");
        json.WriteString("balance", Text(state.Balance));
        json.WriteString("reserved", Text(state.Reserved));
        json.WriteString("available", Text(state.Available));
    }

    private static string Text(Money money) => money.Lira.ToString("0.00######", CultureInfo.InvariantCulture);
}
