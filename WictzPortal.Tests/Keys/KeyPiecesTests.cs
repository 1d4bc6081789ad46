using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Plans;

namespace WictzPortal.Tests.Keys;

public sealed class KeyPiecesTests : BunitContext
{
    public KeyPiecesTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddRadzenComponents();
        Services.AddSingleton(TimeProvider.System);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Only_who_may_change_keys_may_revoke_from_the_list(bool mayChange, int buttons)
    {
        var grid = Render<KeysGrid>(parameters => parameters
            .Add(g => g.Rows, [Row(KeyState.Live), Row(KeyState.Revoked)])
            .Add(g => g.MayChange, mayChange));

        Assert.Equal(buttons, grid.FindAll("tbody button").Count);
    }

    [Fact]
    public void A_list_says_the_two_limits_that_matter_most_and_how_many_more_there_are()
    {
        var row = Row(KeyState.Live);
        var limits = new LimitSet(RequestsPerMinute: 60, Concurrency: 4, SpendPerMonth: Money.FromLira(500)) { Models = ["a", "b"] };

        var grid = Render<KeysGrid>(parameters => parameters
            .Add(g => g.Rows, [row])
            .Add(g => g.Limits, new Dictionary<Guid, LimitSet> { [row.Id] = limits }));

        Assert.Equal("₺500.00 a month · 60 requests/min +2", grid.FindComponent<LimitSummary>().Find("span").TextContent);
    }

    [Fact]
    public void Samples_name_this_portal_and_only_curl_holds_the_secret()
    {
        var samples = Snippets.For("https://ai.example", "sandbox/echo", "Hello", "wz_live_secret").ToList();

        Assert.Equal(["curl", "Python", "JavaScript", "C#", "Anthropic", "Google"], samples.Select(sample => sample.Name));
        Assert.All(samples, sample => Assert.Contains(sample.Name is "Anthropic" or "Google" ? "\"https://ai.example\"" : "https://ai.example/v1", sample.Code, StringComparison.Ordinal));
        Assert.Equal(["curl"], samples.Where(s => s.Code.Contains("wz_live_secret", StringComparison.Ordinal)).Select(s => s.Name));
    }

    private static KeyRow Row(KeyState state) => new(
        Guid.CreateVersion7(), "web", "abcd1234", "wxyz", state, DateTimeOffset.UnixEpoch, null, null, null);
}
