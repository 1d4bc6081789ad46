using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WictzPortal.Tests.Testing;

/// <summary>The built portal as a process of its own, which a test may kill.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PortalProcess(Process process, HttpClient client) => (_process, Client) = (process, client);

    /// <summary>Calls the process with the key that it was started for.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts the portal on a free port and waits until it answers.</summary>
    public static async Task<PortalProcess> StartAsync(IEnumerable<(string Key, string Value)> settings, string secret)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var portal = new PortalProcess(Start(address, settings), client);
        try
        {
            await portal.ReadyAsync();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing is put in order.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until so many more answers have arrived, and up to a second longer.</summary>
    public async Task LiveAsync(ConcurrentBag<Guid> whole, int answers)
    {
        var until = whole.Count + answers;
        for (var i = 0; i < 3000 && whole.Count < until && !_process.HasExited; i++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(Random.Shared.Next(1000));
    }

    /// <summary>Calls one after the other until the portal is gone, and keeps the ids of the answers that arrived whole.</summary>
    public async Task CallUntilItFailsAsync(bool stream, ConcurrentBag<Guid> whole)
    {
        try
        {
            while (true)
            {
                whole.Add(await CallAsync(Client, stream));
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            // The portal is gone, and this answer was not whole.
        }
    }

    /// <returns>The id of an answer that arrived whole.</returns>
    public static async Task<Guid> CallAsync(HttpClient client, bool stream)
    {
        var body = $$"""{"model":"solo","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""";
        using var response = await client.PostAsync("/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.True(!stream || text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal), text);
        return Guid.Parse(response.Headers.GetValues("x-request-id").Single());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static Process Start(Uri address, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "WictzPortal.dll"), "--urls", address.ToString() },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Jobs__Enabled"] = "false";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        for (var i = 0; i < 600; i++)
        {
            Assert.False(_process.HasExited, "The portal did not start.");
            try
            {
                using var response = await Client.GetAsync("/v1/models");
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        Assert.Fail("The portal did not answer within a minute.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
