using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary><c>GET /v1/credits</c> and <c>/v1/key</c>: what the caller's account has left, and which key calls. Amounts are lira, as decimal strings.</summary>
internal sealed class CreditEndpoint(Purses purses)
{
    public const string CreditsRoute = "/v1/credits";
    public const string KeyRoute = "/v1/key";

    public Refusal? Credits(GatewayCall call, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteCredit(json, call.Key.AccountNumber);
        json.WriteEndObject();
        return null;
    }

    public Refusal? Key(GatewayCall call, IBufferWriter<byte> output)
    {
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
        WriteCredit(json, call.Key.AccountNumber);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private void WriteCredit(Utf8JsonWriter json, long accountNumber)
    {
        var state = purses.StateOf(accountNumber);
        json.WriteString("currency", "TRY");
        json.WriteString("balance", Text(state.Balance));
        json.WriteString("reserved", Text(state.Reserved));
        json.WriteString("available", Text(state.Available));
    }

    private static string Text(Money money) => money.Lira.ToString("0.00######", CultureInfo.InvariantCulture);
}
