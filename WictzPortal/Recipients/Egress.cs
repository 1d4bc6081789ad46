using System.Net;
using System.Net.Sockets;

namespace WictzPortal.Recipients;

/// <summary>
/// The way out: connections are made to hosts of the register and to this machine, and to no other (B-28). Looked at when a connection is
/// made, so that calls on open ones cost nothing more. Webhooks go where customers say, by a rule of their own.
/// </summary>
public sealed partial class Egress(RecipientBook book, ILogger<Egress> log)
{
    /// <summary>Has the handler make its connections here.</summary>
    /// <param name="ownHost">A host of the operator's own that may be called beside.</param>
    public SocketsHttpHandler Guard(SocketsHttpHandler handler, string? ownHost = null)
    {
        handler.ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, ownHost, cancellationToken);
        return handler;
    }

    /// <summary>This machine itself is no recipient.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint place, string? ownHost, CancellationToken cancellationToken)
    {
        if (!IsThisMachine(place.Host) && place.Host != ownHost && !book.Allows(place.Host))
        {
            LogRefused(place.Host);
            throw new UnregisteredHostException(place.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "No connection was made to {Host}: no entry in force of the register of recipients names it.")]
    private partial void LogRefused(string host);
}

/// <summary>Ends a connection from within the handler, which knows no other way to say no.</summary>
public sealed class UnregisteredHostException(string host) : IOException($"No entry in force of the register of recipients names {host}.");
