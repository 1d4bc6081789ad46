using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Primitives;
using WictzPortal.Keys;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>Step 1, authenticate: whose key is it, and may it be used from there. From memory, and the same answer for every key that is not live.</summary>
internal sealed class Authenticator(KeyRing keys, Limiter limiter)
{
    private const string Bearer = "Bearer ";

    private static readonly Refusal Missing = new(
        RefusalKind.MissingKey, "No API key was sent. Send yours as 'Authorization: Bearer wz_live_…'; keys are made on the portal's page 'API keys'.");

    private static readonly Refusal Wrong = new(
        RefusalKind.WrongKey, "This API key is not valid: mistyped, revoked, expired or from another portal. Check it on the portal's page 'API keys'.");

    private static readonly Refusal Stopped = new(
        RefusalKind.AccountStopped,
        "Calls of this account are not served at present: its owner's data is restricted or waits for erasure, or the owner is suspended. The portal's page 'Privacy' tells which.");

    /// <returns>A refusal; null when <see cref="GatewayCall.Key"/> is set.</returns>
    public Refusal? Authenticate(GatewayCall call)
    {
        var presented = Presented(call.Http.Request);
        if (presented.IsEmpty)
        {
            return Missing;
        }

        if (keys.Find(presented, ProvenOn(call.Http)) is not { } key)
        {
            return Wrong;
        }

        (call.Key, call.Limits) = (key, limiter.Of(key.AccountId, key.AccountNumber, key.Id));
        call.Marks.Authenticated = call.Elapsed;
        if (key.IsStopped)
        {
            return Stopped;
        }

        return call.Limits.Applied.Forbids(call.Http.Connection.RemoteIpAddress) is { } source ? LimitRefusals.Network(source) : null;
    }

    // In HTTP/1 a connection carries one call at a time: only there its items may be touched without a lock.
    private static ProvenSecret? ProvenOn(HttpContext http)
    {
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Features.Get<IConnectionItemsFeature>() is not { } connection)
        {
            return null;
        }

        if (!connection.Items.TryGetValue(typeof(ProvenSecret), out var proven))
        {
            connection.Items[typeof(ProvenSecret)] = proven = new ProvenSecret();
        }

        return (ProvenSecret?)proven;
    }

    private static ReadOnlySpan<char> Presented(HttpRequest request)
    {
        var headers = request.Headers;
        if (Single(headers.Authorization) is { } authorization)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Bearer.Length).Trim() : authorization;
        }

        return Single(headers["x-api-key"]) ?? Single(headers["x-goog-api-key"])
            ?? (request.Path.StartsWithSegments("/v1beta") ? Single(request.Query["key"]) : null);      // as Google's own examples send it
    }

    private static string? Single(StringValues values) => values.Count == 1 && values[0] is { Length: > 0 } value ? value : null;
}
