using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>A message to be sent.</summary>
internal sealed record WebhookCall(Uri Url, string Secret, string Id, string Body);

/// <summary>
/// Sends webhooks. Where a name leads is looked at when the connection is made, so that no name can lead inside between check and call.
/// No proxy, no redirects, TLS 1.3 outside this machine; the answer's body is not read.
/// </summary>
internal sealed class WebhookCaller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _clock;

    public WebhookCaller(IOptions<PortalOptions> options, IHostEnvironment environment, TimeProvider clock)
    {
        (AllowsLoopback, _clock) = (options.Value.Demo || environment.IsDevelopment(), clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.Zero,      // each message looks at the address anew
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13 },
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>In demonstrations and development this machine may be called, without TLS as well.</summary>
    public bool AllowsLoopback { get; }

    /// <returns>Whether it was taken, and the status, or why there is none.</returns>
    public async Task<(bool Taken, string Result)> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Url) { Content = new StringContent(call.Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("user-agent", "WictzPortal-Webhooks/1");
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, call.Id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimeHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Of(call.Secret, call.Id, now, call.Body));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            return (response.IsSuccessStatusCode, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, "no answer in time");
        }
        catch (HttpRequestException refusal)
        {
            return (false, refusal.InnerException is InsideAddressException ? "address not allowed" : Words(refusal.HttpRequestError));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "name not found",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no TLS 1.3 connection",
        _ => "no answer",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.Where(address => PublicAddresses.IsPublic(address) || (AllowsLoopback && IPAddress.IsLoopback(address))).ToArray();
        if (allowed.Length == 0 || allowed.Length < addresses.Length)
        {
            throw new InsideAddressException();      // a name that leads inside at all is not to be trusted with its other addresses
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends a connection from within the handler, which knows no other way to say no.</summary>
    private sealed class InsideAddressException() : IOException("The address is not of the public internet.");
}
