using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>The portal with a catalogue and a customer with a key; what stands behind it is up to the rigs derived from it.</summary>
public abstract class PortalRig : IAsyncDisposable
{
    private int _customers;
    private long _credit;

    internal PortalApp App { get; private set; } = default!;

    internal HeldJournal Journal { get; } = new();

    internal Customer Customer { get; private protected set; } = default!;

    internal Purses Purses => App.Get<Purses>();

    internal async Task<Customer> OpenCustomerAsync()
    {
        var person = new NewUser("Ada", "Lovelace", $"ada{Interlocked.Increment(ref _customers)}@example.org", "correct horse battery 9!", AgeBand.Adult) { EmailConfirmed = true };
        var signedUp = await App.Get<SignUp>().RegisterAsync(person, default);
        Assert.True(signedUp.Succeeded, signedUp.Failure?.ToString());
        var issued = await App.Get<KeyIssuer>().IssueAsync(signedUp.Value.AccountId, signedUp.Value.AccountNumber, "test", default);
        Assert.True(issued.Succeeded, issued.Failure?.ToString());
        return new Customer(signedUp.Value.AccountId, signedUp.Value.AccountNumber, issued.Value.Id, issued.Value.Secret);
    }

    public HttpClient Client(string? key = null)
    {
        var client = App.CreateClient(cookies: false);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Customer.Secret);
        return client;
    }

    /// <summary>The official SDK, as a customer would point it here.</summary>
    public ChatClient Sdk(string model, int retries = 0) => new(model, new ApiKeyCredential(Customer.Secret), SdkOptions(retries));

    public OpenAIClientOptions SdkOptions(int retries = 0) =>
        new() { Endpoint = new Uri(App.Address, "v1"), RetryPolicy = new ClientRetryPolicy(retries) };

    /// <summary>Sends a request without any SDK; the answer is there when its head is.</summary>
    public Task<HttpResponseMessage> PostToAsync(string path, string body, string? key = null, CancellationToken cancellationToken = default) =>
        Client(key).SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public Task<HttpResponseMessage> PostAsync(string body, string? key = null, CancellationToken cancellationToken = default) =>
        PostToAsync("/v1/chat/completions", body, key, cancellationToken);

    /// <summary>Waits until all calls have ended on the server's side too. Then nothing is held, and only what is recorded is gone.</summary>
    internal async Task<JournalRecord[]> RecordsAsync(int count)
    {
        for (var i = 0; i < 500 && (Journal.Records.Count < count || Purses.Held > 0); i++)
        {
            await Task.Delay(10);
        }

        var spent = Spent();
        Assert.Equal(0, Purses.Held);
        Assert.Equal(
            new PurseState(new Money(_credit - spent), new Money(0), new Money(_credit - spent)), await Purses.StateAsync(Customer.AccountNumber, default));
        return [.. Journal.Records];
    }

    /// <summary>Forgets the records so far, where tests share a rig.</summary>
    protected void ForgetRecords()
    {
        _credit -= Spent();
        Journal.Records.Clear();
    }

    private long Spent() => Journal.Records.Where(r => r.AccountNumber == Customer.AccountNumber).Sum(r => r.Charged.Micros);

    internal async Task OpenAsync(string catalog, FakeClock? clock, (string Key, string Value)[] settings)
    {
        var file = Path.Combine(Path.GetTempPath(), $"catalog-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, catalog);
        App = await PortalApp.StartAsync(
            clock, services => services.AddSingleton<IUsageJournal>(Journal), [("Gateway:CatalogFile", file), .. settings]);
        File.Delete(file);
        Customer = await OpenCustomerAsync();
        _credit = (await Purses.StateAsync(Customer.AccountNumber, default)).Available.Micros;
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return App.DisposeAsync();
    }
}

internal sealed record Customer(Guid AccountId, long AccountNumber, Guid KeyId, string Secret);
