using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>
/// The portal before two providers whose answers and errors hold the marker, with everything watched that it may write: log, files, databases,
/// temporary files. One customer may call all, one may call nothing more.
/// </summary>
internal sealed class CanaryRig : IAsyncDisposable
{
    /// <summary>Longer than what the framework keeps of a body (30 KB) or of a form's file (64 KB) before it makes a file.</summary>
    public const int Long = 200_000;

    public const int MaxBody = 1_000_000;

    private readonly ConcurrentQueue<string> _spilled = new();
    private readonly FileSystemWatcher _spill = new(SpillFolder.Path);
    private readonly LogKeeper _log = new();
    private readonly string _catalog = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
    private string _key = "";
    private string _refusedKey = "";

    private CanaryRig() => _spill.Created += (_, file) => _spilled.Enqueue(file.FullPath);

    public string Marker { get; } = $"canary{Guid.NewGuid():N}";

    public PortalApp App { get; private set; } = default!;

    public FakeOpenAi First { get; } = new();

    public FakeOpenAi Second { get; } = new();

    /// <summary>Answers chats that are translated on the way.</summary>
    public FakeAnthropic Anthropic { get; } = new();

    /// <inheritdoc cref="Anthropic"/>
    public FakeGemini Gemini { get; } = new();

    private FakeProvider[] Fakes => [First, Second, Anthropic, Gemini];

    /// <param name="mutation">A middleware of the test before all others: something that keeps what it should not.</param>
    public static async Task<CanaryRig> StartAsync(IStartupFilter? mutation = null)
    {
        var rig = new CanaryRig();
        foreach (var fake in rig.Fakes)
        {
            await fake.ServeAsync();
        }

        await File.WriteAllTextAsync(rig._catalog, rig.Catalog());
        rig.App = await PortalApp.StartAsync(
            null,
            services =>
            {
                services.AddSingleton<ILoggerProvider>(rig._log);
                if (mutation is not null)
                {
                    services.AddSingleton(mutation);
                }
            },
            ("Gateway:CatalogFile", rig._catalog), ("Gateway:MaxBodyBytes", $"{MaxBody}"), ("Gateway:Timeouts:FirstByte", "00:00:01"),
            ("Gateway:Timeouts:Idle", "00:00:01"), ("Gateway:CircuitBreaker:Enabled", "false"), ("Plans:SignUpCredit", "10000"),
            ("Logging:LogLevel:Default", "Information"), ("Logging:LogLevel:Microsoft.AspNetCore", "Information"));
        (rig._key, rig._refusedKey) = await rig.CustomersAsync();
        rig._spill.EnableRaisingEvents = true;
        return rig;
    }

    /// <summary>Makes every call at once, each with a marker of its own, and reads the answers to their ends.</summary>
    public Task CallAllAsync(string outcome, string model, FakeScript script, int length = 0, FakeScript? second = null, CanaryEnd end = CanaryEnd.Whole) =>
        SendAsync(outcome, script, second, call => call.Request(model, MarkerOf(outcome, call), length), end);

    public Task CallPackedAsync() =>
        SendAsync("packed", new FakeScript { Gzip = true }, null, call => call.Packed(MarkerOf("packed", call)), CanaryEnd.Whole);

    public Task CallMalformedAsync() => SendAsync("malformed", new FakeScript(), null, call => call.Malformed(MarkerOf("malformed", call)), CanaryEnd.Whole);

    /// <summary>Where the marker stands now; empty when nowhere.</summary>
    /// <param name="withDatabase">Also in the files of PostgreSQL and its log, which takes longer.</param>
    public async Task<IReadOnlyList<string>> FindAsync(bool withDatabase)
    {
        var found = withDatabase ? await ByteScan.FindAsync(App, [Marker]) : await ByteScan.FindInFilesAsync(App, [Marker]);
        var lines = _log.Text.Split('\n').Where(line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase)).Select(line => $"log: {line}");
        return [.. found, .. lines, .. _spilled.Select(file => $"temporary file: {file}")];
    }

    /// <summary>The controls: what must be found by the same scan, or it proves nothing.</summary>
    public async Task<bool> SeesAsync() =>
        (await ByteScan.FindAsync(App, [_key.Substring(8, 8)])).Count > 0 && _log.Text.Contains("Now listening on", StringComparison.Ordinal);

    /// <summary>Stops and starts it, so that all that is written in the background has been written.</summary>
    public async Task RestartAsync() => App = await App.RestartAsync();

    public async ValueTask DisposeAsync()
    {
        _spill.Dispose();
        _log.Dispose();
        await App.DisposeAsync();
        foreach (var fake in Fakes)
        {
            await fake.DisposeAsync();
        }

        File.Delete(_catalog);
    }

    private string MarkerOf(string outcome, CanaryCall call) => $"{Marker}{outcome}{CanaryCall.All.ToList().IndexOf(call)}";

    private async Task SendAsync(
        string outcome, FakeScript script, FakeScript? second, Func<CanaryCall, HttpRequestMessage> request, CanaryEnd end)
    {
        First.Script = Anthropic.Script = Gemini.Script = Marked(script);
        Second.Script = Marked(second ?? script);
        using var client = App.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {(end == CanaryEnd.Refused ? _refusedKey : end == CanaryEnd.Unknown ? Marker : _key)}");
        await Task.WhenAll(CanaryCall.All.Select(call => EndAsync(client, request(call), end)));
        foreach (var fake in Fakes)
        {
            Assert.True(await fake.QuietAsync(TimeSpan.FromSeconds(10)), outcome);
        }
    }

    // What a provider says, good or bad, holds the marker too.
    private FakeScript Marked(FakeScript script) => script with
    {
        Deltas = [$"{Marker}answer", " and ", "more ", "words"],
        ErrorMessage = $"You wrote: {Marker}error",
        ErrorCode = script.Status == 200 ? null : $"{Marker}code",
        ErrorParam = script.Status == 200 ? null : $"{Marker}param",
    };

    private static async Task EndAsync(HttpClient client, HttpRequestMessage request, CanaryEnd end)
    {
        using var patience = new CancellationTokenSource(end == CanaryEnd.Left ? TimeSpan.FromMilliseconds(400) : TimeSpan.FromSeconds(20));
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await response.Content.ReadAsStringAsync(patience.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            // Cut on purpose, by the provider or by the caller.
        }
        finally
        {
            request.Dispose();
        }
    }

    private async Task<(string Key, string RefusedKey)> CustomersAsync()
    {
        var (account, key) = await CustomerAsync("ada");
        var (refused, refusedKey) = await CustomerAsync("mary");
        await App.Get<KeyDesk>().LimitAsync(refused, refusedKey.Id, new LimitSet(RequestsPerMinute: 1), default);
        return (key.Secret, refusedKey.Secret);
    }

    private async Task<(Guid AccountId, IssuedKey Key)> CustomerAsync(string name)
    {
        var person = new NewUser("Ada", "Lovelace", $"{name}@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var account = (await App.Get<SignUp>().RegisterAsync(person, default)).Value!;
        return (account.AccountId, (await App.Get<KeyIssuer>().IssueAsync(account.AccountId, account.AccountNumber, "canary", default)).Value!);
    }

    private string Catalog()
    {
        var models = new StringBuilder();
        foreach (var (kind, suffix, price) in new[]
        {
            ("chat", "", "\"perMillionTokens\": { \"input\": \"1\", \"output\": \"1\" }"),
            ("embedding", "-embedding", "\"perMillionTokens\": { \"input\": \"1\" }"),
            ("image", "-image", "\"perImage\": { \"default\": \"1\" }"),
            ("speech", "-speech", "\"perMillionCharacters\": \"1\""),
            ("transcription", "-transcription", "\"perMinute\": \"1\""),
            ("moderation", "-moderation", "\"perMillionTokens\": { \"input\": \"0\" }"),
        })
        {
            models.Append(models.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""
                { "name": "model{{suffix}}", "kind": "{{kind}}", "deployments": [
                    { "provider": "first", "upstreamModel": "fake-model{{suffix}}", "priority": 1 },
                    { "provider": "second", "upstreamModel": "fake-model{{suffix}}", "priority": 2 }],
                  "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", {{price}} }] }
                """);
        }

        foreach (var translated in new[] { "anthropic", "gemini" })
        {
            models.Append(CultureInfo.InvariantCulture, $$"""
                , { "name": "{{translated}}", "kind": "chat", "deployments": [{ "provider": "{{translated}}", "upstreamModel": "fake-model" }],
                  "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "perMillionTokens": { "input": "1", "output": "1" } }] }
                """);
        }

        var providers = string.Join(',',
        [
            Provider("first", "openai", First.BaseUrl, FakeOpenAi.Key), Provider("second", "openai", Second.BaseUrl, FakeOpenAi.Key),
            Provider("anthropic", "anthropic", Anthropic.Address, FakeAnthropic.Key), Provider("gemini", "gemini", Gemini.BaseUrl, FakeGemini.Key),
        ]);
        return $$"""{ "providers": [{{providers}}], "models": [{{models}}] }""";
    }

    private static string Provider(string name, string kind, string baseUrl, string key) => $$"""
        { "name": "{{name}}", "kind": "{{kind}}", "baseUrl": "{{baseUrl}}", "apiKey": "{{key}}", "country": "TR",
          "privacyPolicy": "https://example.org/privacy", "transfer": { "mechanism": "none-needed" } }
        """;
}

/// <summary>How the caller behaves.</summary>
internal enum CanaryEnd
{
    /// <summary>Reads the answer to its end.</summary>
    Whole,

    /// <summary>Leaves while the answer is on its way.</summary>
    Left,

    /// <summary>Has a key whose limit is reached.</summary>
    Refused,

    /// <summary>Has no key.</summary>
    Unknown,
}
