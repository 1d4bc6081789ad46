using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Tests.Gateway;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Usage;

/// <summary>The portal with its own journal before a fake provider, and a customer with credit; all is asked of it from the outside.</summary>
internal sealed class LoadRig : IAsyncDisposable
{
    public const string Whole = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";
    public const string Stream = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    private readonly HttpClient _client;
    private string _catalog = "";      // stays for nodes that join

    private LoadRig(FakeOpenAi upstream, PortalApp app, long accountNumber, string secret)
    {
        (Upstream, App, AccountNumber, Secret) = (upstream, app, accountNumber, secret);
        _client = app.CreateClient(cookies: false);
        _client.Timeout = TimeSpan.FromMinutes(5);
    }

    public FakeOpenAi Upstream { get; }

    public PortalApp App { get; }

    public long AccountNumber { get; }

    public string Secret { get; }

    public static async Task<LoadRig> StartAsync(string credit, Action<IServiceCollection>? replace = null)
    {
        var upstream = await FakeOpenAi.StartAsync();
        var catalog = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(catalog, TestCatalog.Json(upstream.BaseUrl, upstream.BaseUrl));
        var app = await PortalApp.StartAsync(null, replace, ("Gateway:CatalogFile", catalog), ("Plans:SignUpCredit", credit));
        var (account, secret) = await CustomerAsync(app);
        return new LoadRig(upstream, app, account, secret) { _catalog = catalog };
    }

    public static async Task<(long AccountNumber, string Secret)> CustomerAsync(PortalApp app)
    {
        var person = new NewUser("Ada", "Lovelace", "ada@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var account = (await app.Get<SignUp>().RegisterAsync(person, default)).Value!;
        var key = (await app.Get<KeyIssuer>().IssueAsync(account.AccountId, account.AccountNumber, "load", default)).Value!;
        return (account.AccountNumber, key.Secret);
    }

    /// <summary>Sends a call and reads its answer to the end.</summary>
    public async Task<LoadAnswer> AskAsync(string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key ?? Secret);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new LoadAnswer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), Guid.Parse(response.Headers.GetValues("x-request-id").Single()));
    }

    /// <summary>What the customer is told: micros that are there, and those that running calls hold.</summary>
    public async Task<(long Available, long Reserved)> CreditAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/credits");
        request.Headers.Authorization = new("Bearer", Secret);
        using var response = await _client.SendAsync(request);
        var credit = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        return (Micros("available"), Micros("reserved"));

        long Micros(string name) => (long)(decimal.Parse(credit.RootElement.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) * 100_000_000);
    }

    /// <summary>Waits until a call runs.</summary>
    /// <returns>What it holds.</returns>
    public async Task<long> ReservedAsync()
    {
        for (var i = 0; i < 500; i++)
        {
            if ((await CreditAsync()).Reserved is > 0 and var reserved)
            {
                return reserved;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException("No call runs.");
    }

    /// <summary>Waits until no call runs, and checks that what is left is what was there less what each call was charged, everywhere.</summary>
    /// <returns>The request ids of the records.</returns>
    public async Task<IReadOnlyList<Guid>> SettledAsync(long credit)
    {
        for (var i = 0; i < 1500 && (await CreditAsync()).Reserved > 0; i++)
        {
            await Task.Delay(20);
        }

        var records = await Calls.RecordsAsync(App, AccountNumber);
        var left = credit - records.Sum(r => r.Charged.Micros);
        Assert.InRange(left, 0, credit);
        for (var i = 0; i < 1500 && await CreditAsync() != (left, 0); i++)
        {
            await Task.Delay(20);      // a node that began anew under load is told of what it held by its heartbeat
        }

        Assert.Equal((left, 0), await CreditAsync());
        Assert.Equal(left, (await App.Get<GeneralLedger>().BalanceAsync(AccountNumber, default)).Total.Micros);
        using var report = new StringWriter();
        Assert.True(await App.Get<LedgerVerify>().RunAsync([], report, default) == 0, report.ToString());
        Assert.Equal(records.Count, records.DistinctBy(r => r.RequestId).Count());
        return [.. records.Select(r => r.RequestId)];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await App.DisposeAsync();
        await Upstream.DisposeAsync();
        File.Delete(_catalog);
    }
}

/// <summary>An answer of the portal, read to its end.</summary>
internal sealed record LoadAnswer(HttpStatusCode Status, string Text, Guid RequestId);
