using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WictzPortal.Tests.Testing.FakeProviders;

/// <summary>
/// A provider on real Kestrel, as strict as the real one about what it receives. It answers by script, fails by script, and remembers what
/// it was sent and what usage it reported. Each protocol is one class derived from it.
/// </summary>
public abstract class FakeProvider : IAsyncDisposable
{
    private WebApplication _app = default!;
    private int _connections;
    private int _running;

    /// <summary>Without a path.</summary>
    public string Address { get; private set; } = "";

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

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
    }

    /// <summary>Maps the protocol's addresses, each to <see cref="Answering"/>.</summary>
    protected abstract void Map(IEndpointRouteBuilder routes);

    protected internal async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.Services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(forms => forms.MemoryBufferThreshold = int.MaxValue);      // no files of its own
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Use(Counting)));
        _app = builder.Build();
        Map(_app);
        await _app.StartAsync();
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <summary>Remembers the call, takes its script and lets the protocol answer.</summary>
    protected RequestDelegate Answering(Func<HttpContext, FakeCall, FakeScript, Task> answer) => async http =>
    {
        Interlocked.Increment(ref _running);
        try
        {
            using var body = http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true
                ? await JsonDocument.ParseAsync(http.Request.Body)
                : JsonDocument.Parse("{}");
            var call = new FakeCall(body.RootElement.Clone(), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()))
            {
                Path = http.Request.Path + http.Request.QueryString,
            };
            Calls.Enqueue(call);
            var script = Next.TryDequeue(out var next) ? next : Script;
            await using var compressed = script.Gzip ? Compress(http) : null;
            await answer(http, call, script);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    };

    private static GZipStream Compress(HttpContext http)
    {
        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.OnStarting(() =>
        {
            http.Response.ContentLength = null;
            return Task.CompletedTask;
        });
        var compressed = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        http.Response.Body = compressed;
        return compressed;
    }

    private ConnectionDelegate Counting(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };
}

/// <summary>What came in, and what usage went out for it.</summary>
public sealed class FakeCall(JsonElement body, IReadOnlyDictionary<string, string> headers)
{
    /// <summary>With its query.</summary>
    public string Path { get; init; } = "";

    public JsonElement Body { get; } = body;

    /// <summary>The fields of a form, and the file in it.</summary>
    public IReadOnlyDictionary<string, string> Form { get; set; } = new Dictionary<string, string>();

    public byte[] File { get; set; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public long ReportedPrompt { get; set; }

    public long ReportedCompletion { get; set; }

    /// <summary>Deltas with text that were written.</summary>
    public int Deltas { get; set; }
}
