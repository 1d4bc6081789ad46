using System.Net;
using WictzPortal.Models;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class AllowedRouteTests
{
    private const string Pair = """{"model":"pair","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task What_an_account_leaves_out_is_never_called_for_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        await AllowAsync(rig, new AllowedRoute(["first"], []));

        var response = await rig.PostAsync(Pair);

        Assert.Equal("second/fake-other", response.Headers.GetValues("x-portal-deployment").Single());
        Assert.Empty(rig.First.Calls);
    }

    [Fact]
    public async Task A_model_that_is_nowhere_allowed_is_refused_and_nothing_is_held()
    {
        await using var rig = await GatewayRig.StartAsync();
        await AllowAsync(rig, new AllowedRoute([], ["eu"]));

        var response = await rig.PostAsync(Pair);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("route_not_allowed", await response.Content.ReadAsStringAsync());
        Assert.Empty(rig.First.Calls);
        Assert.Empty(rig.Second.Calls);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    [Fact]
    public async Task Another_accounts_choice_changes_nothing()
    {
        await using var rig = await GatewayRig.StartAsync();
        var other = await rig.OpenCustomerAsync();
        await rig.App.Get<AccountRoutes>().SaveAsync(other.AccountNumber, new AllowedRoute(["first", "second"], []), default);
        await rig.App.Get<CatalogFeed>().RefreshAsync(default);

        Assert.Equal(HttpStatusCode.OK, (await rig.PostAsync(Pair)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.PostAsync(Pair, other.Secret)).StatusCode);
    }

    [Fact]
    public async Task The_cheapest_deployment_is_tried_first_and_the_fastest_most_often()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var _ in Enumerable.Range(0, 6))
        {
            var cheap = await rig.PostAsync(Pair.Replace("pair", "cheapest", StringComparison.Ordinal));
            Assert.Equal("second/fake-other", cheap.Headers.GetValues("x-portal-deployment").Single());
        }

        rig.First.Script = rig.First.Script with { FirstByteAfter = TimeSpan.FromMilliseconds(250) };
        foreach (var _ in Enumerable.Range(0, 30))
        {
            (await rig.PostAsync(Pair.Replace("pair", "fastest", StringComparison.Ordinal))).EnsureSuccessStatusCode();
        }

        // Evenly drawn, fewer than ten of thirty is one in forty; with a tenth of the pace it is certain.
        Assert.InRange(rig.First.Calls.Count, 0, 9);
    }

    private static async Task AllowAsync(GatewayRig rig, AllowedRoute route)
    {
        await rig.App.Get<AccountRoutes>().SaveAsync(rig.Customer.AccountNumber, route, default);
        await rig.App.Get<CatalogFeed>().RefreshAsync(default);
    }
}
