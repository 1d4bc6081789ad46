using System.Net.Http.Headers;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Recipients;

namespace WictzPortal.Playground;

/// <summary>Calls this portal's own gateway over HTTP on this machine, as any customer's program would.</summary>
internal sealed class GatewayDoor(IServer server, PortalAddress portal, Egress egress) : IDisposable
{
    private const string Path = "/v1/chat/completions";

    // Not before the first call: the server knows its addresses only once it has started.
    private readonly Lazy<HttpClient> _client = new(() => Open(AddressOf(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], portal.Root), egress));

    /// <summary>Fills the answer in, to its end. However that comes, it is told by the answer.</summary>
    /// <param name="cancellationToken">Canceled when the person stops the answer: the gateway then stops the provider.</param>
    public async Task AskAsync(LentKey key, byte[] body, Answer answer, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(key, body, answer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            answer.Stop();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or FormatException or OperationCanceledException)
        {
            answer.Refuse(Refused.BrokenOff);
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <summary>Where to call: plain HTTP before HTTPS, this machine's own name for what listens everywhere, and the public address if nothing else does.</summary>
    internal static Uri AddressOf(IEnumerable<string> served, string publicRoot)
    {
        var address = served.Select(BindingAddress.Parse).Where(bound => !bound.IsUnixPipe && !bound.IsNamedPipe)
            .OrderBy(bound => bound.Scheme == Uri.UriSchemeHttp ? 0 : 1).FirstOrDefault();
        if (address is null)
        {
            return new Uri(publicRoot);
        }

        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}");
    }

    private async Task SendAsync(LentKey key, byte[] body, Answer answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        request.Headers.Host = new Uri(portal.Root).Authority;      // an operator may let in no other
        using var response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.Begin(Header(response, "x-request-id"), Header(response, "x-portal-deployment"));
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            answer.Refuse(await AnswerReader.ReadRefusalAsync(stream, (int)response.StatusCode, response.Headers.RetryAfter?.Delta, cancellationToken));
        }
        else if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            await AnswerReader.ReadEventsAsync(stream, answer, cancellationToken);
        }
        else
        {
            await AnswerReader.ReadWholeAsync(stream, answer, cancellationToken);
        }
    }

    private static HttpClient Open(Uri address, Egress egress)
    {
        var handler = egress.Guard(
            new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null },
            ownHost: address.IdnHost);

        // A certificate of the portal's public name does not name this machine; nobody stands between the machine and itself.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || address.IsLoopback;
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Wictz-Playground/1");
        return client;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
