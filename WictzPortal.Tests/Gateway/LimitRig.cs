using System.Text.Json;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>
/// The portal before one fake provider, on a clock that stands still: no window ends unless a test moves it. Tests of a class share it;
/// each begins with a customer of its own.
/// </summary>
public sealed class LimitRig : PortalRig, IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 30, TimeSpan.Zero);

    internal FakeOpenAi Provider { get; } = new();

    internal FakeClock Clock { get; } = new(Noon);

    public async Task InitializeAsync()
    {
        await Provider.ServeAsync();
        await OpenAsync(TestCatalog.Json(Provider.BaseUrl, Provider.BaseUrl), Clock, [("Gateway:CircuitBreaker:Enabled", "false"), ("Plans:SignUpCredit", "10"), ("Plans:Limits:Concurrency", "1000")]);
    }

    /// <summary>A new customer, whose key or account is limited.</summary>
    internal async Task BeginAsync(LimitSet? key = null, LimitSet? account = null)
    {
        Provider.Script = new FakeScript();
        Provider.Next.Clear();
        Provider.Calls.Clear();
        Customer = await OpenCustomerAsync();
        ForgetRecords();
        await LimitAsync(Customer.KeyId, key ?? LimitSet.None);
        await LimitAsync(Customer.AccountId, account ?? LimitSet.None);
    }

    /// <summary>Changes limits as the portal's pages do; in force when this returns.</summary>
    internal async Task LimitAsync(Guid scopeId, LimitSet limits)
    {
        var saved = await App.Get<LimitEditor>().SaveAsync(Customer.AccountId, scopeId, limits, default);
        Assert.True(saved.Succeeded, saved.Failure?.ToString());
        await App.Get<LimitBook>().RefreshAsync(scopeId, default);
    }

    /// <summary>Waits until the provider has received this many calls in all.</summary>
    internal async Task ReachedAsync(int calls)
    {
        for (var i = 0; i < 1000 && Provider.Calls.Count < calls; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(calls, Provider.Calls.Count);
    }

    /// <summary>What <c>GET /v1/key</c> tells of limits.</summary>
    internal async Task<JsonElement[]> KeyLimitsAsync() =>
        [.. JsonElement.Parse(await Client().GetStringAsync("/v1/key")).GetProperty("limits").EnumerateArray()];

    internal static Money Kurus(long kurus) => new(kurus * 1_000_000);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}
