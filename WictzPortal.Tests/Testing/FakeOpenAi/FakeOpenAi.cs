using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WictzPortal.Tests.Testing.FakeOpenAi;

/// <summary>
/// A provider of OpenAI's protocol on real Kestrel, as strict as the real one about what it receives. It answers by script, fails by
/// script, and remembers what it was sent and what usage it reported.
/// </summary>
public sealed class FakeOpenAi : IAsyncDisposable
{
    public const string Key = "sk-upstream-Zx91";
    private readonly WebApplication _app;
    private int _connections;
    private int _running;

    private FakeOpenAi(WebApplication app) => _app = app;

    public string BaseUrl { get; private set; } = "";

    /// <summary>What happens from now on, unless <see cref="Next"/> has something.</summary>
    public FakeScript Script { get; set; } = new();

    /// <summary>One script for each coming call.</summary>
    public ConcurrentQueue<FakeScript> Next { get; } = new();

    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Calls being answered now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Completion tokens reported in all.</summary>
    public long ReportedCompletion => Calls.Sum(c => c.ReportedCompletion);

    public static async Task<FakeOpenAi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        FakeOpenAi? fake = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhostOnAnyPort(next => async connection =>
        {
            Interlocked.Increment(ref fake!._connections);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref fake._connections);
            }
        }));
        fake = new FakeOpenAi(builder.Build());
        fake._app.MapPost("/v1/chat/completions", fake.AnswerAsync);
        await fake._app.StartAsync();
        var addresses = fake._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        fake.BaseUrl = $"{addresses.Addresses.Single()}/v1";
        return fake;
    }

    /// <summary>Waits until no call is being answered.</summary>
    public async Task<bool> QuietAsync(TimeSpan within)
    {
        var until = TimeProvider.System.GetTimestamp() + (long)(within.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (Running > 0 && TimeProvider.System.GetTimestamp() < until)
        {
            await Task.Delay(10);
        }

        return Running == 0;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _running);
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            var call = new FakeCall(body.RootElement.Clone(), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()));
            Calls.Enqueue(call);
            var script = Next.TryDequeue(out var next) ? next : Script;
            var complaint = http.Request.Headers.Authorization != $"Bearer {Key}"
                ? (401, "Incorrect API key provided.", null, "invalid_api_key")
                : StrictRequest.Complaint(body.RootElement);
            await new FakeAnswer(http, call, script).WriteAsync(complaint);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}

/// <summary>What came in, and what usage went out for it.</summary>
public sealed class FakeCall(JsonElement body, IReadOnlyDictionary<string, string> headers)
{
    public JsonElement Body { get; } = body;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public long ReportedPrompt { get; set; }

    public long ReportedCompletion { get; set; }

    /// <summary>Deltas with text that were written.</summary>
    public int Deltas { get; set; }
}

internal static class FakeKestrel
{
    public static void ListenLocalhostOnAnyPort(this KestrelServerOptions kestrel, Func<ConnectionDelegate, ConnectionDelegate> middleware) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Use(middleware));
}
