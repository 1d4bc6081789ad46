using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace WictzPortal.Tests.Testing;

/// <summary>The line between an app and its PostgreSQL server, which a test can cut, or make hang with all that is on it.</summary>
internal sealed class DatabaseLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly CancellationTokenSource _over = new();
    private readonly EndPoint _server;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passing = Passing();
    private volatile bool _isCut;

    private DatabaseLine(string connectionString)
    {
        _settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = _settings.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{_settings.Host}/.s.PGSQL.{_settings.Port}")
            : new DnsEndPoint(_settings.Host, _settings.Port);
        _listener.Start();
        (_settings.Host, _settings.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _accepting = AcceptAsync();
    }

    /// <summary>Makes an app reach its database through this line.</summary>
    public (string Key, string Value) Setting => ("ConnectionStrings:Portal", _settings.ConnectionString);

    public static DatabaseLine To(TestDatabase database) => new(database.Settings.Single(s => s.Key == "ConnectionStrings:Portal").Value);

    /// <summary>Nothing passes any more, in either direction, and nobody is told.</summary>
    public void Hang() => _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Breaks all connections and refuses new ones.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>What hung goes on where it was.</summary>
    public void Restore()
    {
        _isCut = false;
        _passing.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _over.Dispose();
    }

    private static TaskCompletionSource Passing()
    {
        var passing = new TaskCompletionSource();
        passing.SetResult();
        return passing;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_over.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(_server.AddressFamily, SocketType.Stream, _server is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            (_open[client], _open[server]) = (0, 0);
            if (!_isCut)
            {
                await server.ConnectAsync(_server, _over.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // One side has gone.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _over.Token) is var read and > 0)
            {
                await _passing.Task.WaitAsync(_over.Token);
                await to.SendAsync(buffer.AsMemory(0, read), _over.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // One side has gone.
        }
    }
}
