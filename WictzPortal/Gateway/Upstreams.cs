using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using WictzPortal.Recipients;

namespace WictzPortal.Gateway;

/// <summary>One connection pool for each provider, kept for the life of the process. Whatever a provider's handler is, it connects only where the register allows.</summary>
internal sealed class Upstreams(Egress egress) : IDisposable
{
    private readonly ConcurrentDictionary<int, HttpMessageInvoker> _invokers = new();

    public HttpMessageInvoker Of(in Candidate candidate)
    {
        var id = candidate.Deployment.Provider.Id;
        return _invokers.TryGetValue(id, out var known) ? known : Make(id, candidate.Provider);
    }

    /// <summary>Nothing that a plain call does not need: no proxy, cookies, redirects, decompression or trace headers. TLS 1.3 outside this machine.</summary>
    public static SocketsHttpHandler MakeSocketsHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseDrainSize = 0,      // an answer that is left takes its connection with it at once, or the provider goes on producing
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13 },
    };

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private HttpMessageInvoker Make(int id, IProvider provider)
    {
        var handler = provider.MakeHandler();
        var made = new HttpMessageInvoker(handler is SocketsHttpHandler sockets ? egress.Guard(sockets) : handler);
        var kept = _invokers.GetOrAdd(id, made);
        if (kept != made)
        {
            made.Dispose();
        }

        return kept;
    }
}
