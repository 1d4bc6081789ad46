using Microsoft.EntityFrameworkCore;
using WictzPortal.Models;
using WictzPortal.Recipients;
using WictzPortal.Tests.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Models;

/// <summary>What the admin pages write goes by the import's rules, and reaches the gateway.</summary>
public sealed class CatalogDeskTests
{
    private readonly string _name = $"provider-{Guid.NewGuid():N}"[..20];
    private readonly string _host = $"{Guid.NewGuid():N}.example";

    [Theory]
    [Trait("Promise", "A-41")]
    [InlineData("US", "baseUrl")]
    [InlineData("TR", "baseUrl")]
    [InlineData("", "country")]
    public async Task A_provider_is_not_switched_on_without_a_country_and_an_entry_of_the_register(string country, string at)
    {
        var app = await PortalApp.SharedAsync;

        var said = await app.Get<CatalogDesk>().SaveAsync(Draft(country), isNew: true, null, default);

        Assert.Contains(said, problem => problem.Path == at);
        await using var db = app.OpenDb();
        Assert.False(await db.Providers.AnyAsync(p => p.Name == _name));
    }

    [Fact]
    [Trait("Promise", "A-41")]
    public async Task A_provider_that_was_added_switched_off_meets_the_same_rules_when_it_is_switched_on()
    {
        var app = await PortalApp.SharedAsync;
        var (desk, draft, at) = (app.Get<CatalogDesk>(), Draft("US"), new DateOnly(2026, 1, 5));
        draft.Enabled = false;
        var abroad = RegisterRig.Provider(_host) with { Country = "US", Transfer = new TransferGround(TransferMechanism.StandardContract, "SC-1", at) };

        var added = await desk.SaveAsync(draft, isNew: true, null, default);
        var row = (await app.Get<CatalogBrowser>().ProvidersAsync(default)).Single(p => p.Name == _name);
        var unknown = await desk.SwitchAsync(row.Id, on: true, null, default);
        var entry = await RegisterRig.EnterAsync(app, abroad);
        var unnotified = await desk.SwitchAsync(row.Id, on: true, null, default);
        var asked = await app.Get<RecipientDesk>().AskAsync(
            entry.Id, abroad with { Transfer = abroad.Transfer with { NotifiedOn = at } }, "Bildirildi.", RegisterRig.First, default);
        await app.Get<RecipientDesk>().ApproveAsync(asked.Value, RegisterRig.Second, default);
        var accepted = await desk.SwitchAsync(row.Id, on: true, null, default);

        Assert.Empty(added);
        Assert.Equal("baseUrl", Assert.Single(unknown).Path);
        Assert.Equal("baseUrl", Assert.Single(unnotified).Path);
        Assert.Empty(accepted);
        Assert.Equal("name", Assert.Single(await desk.SaveAsync(draft, isNew: true, null, default)).Path);
        Assert.True((await app.Get<CatalogBrowser>().ProviderAsync(row.Id, default))!.Facts.Enabled);
    }

    [Fact]
    [Trait("Exam", "30")]
    public async Task Prices_are_added_never_changed_and_a_great_step_is_asked_about()
    {
        await using var app = await PortalApp.StartAsync();
        var (desk, browser, feed) = (app.Get<CatalogDesk>(), app.Get<CatalogBrowser>(), app.Get<CatalogFeed>());
        var model = new ModelDraft
        {
            Name = "priced",
            Aliases = "vendor/priced\nother",
            Deployments = [new DeploymentDraft { Provider = "sandbox", UpstreamModel = "echo" }],
            Prices = [Price("41,25", "165.00")],
        };

        var added = await desk.SaveAsync(model, isNew: true, approved: false, null, default);
        await feed.RefreshAsync(default);
        var first = app.Get<Catalog>().Current.Find("other")!;
        var id = first.Id;
        var dear = await AddAsync(Price("41250", "165"), approved: false);
        var held = (await browser.ModelAsync(id, default))!.Prices.Count;
        var meant = await AddAsync(Price("41250", "165"), approved: true);
        await feed.RefreshAsync(default);

        Assert.Empty(added);
        Assert.Equal(41.25m, first.Price!.Prices!.Input);
        Assert.Equal(("prices[0].perMillionTokens.input", true), (Assert.Single(dear).Path, dear[0].NeedsApproval));
        Assert.Equal(1, held);
        Assert.Empty(meant);
        var history = (await browser.ModelAsync(id, default))!.Prices;
        Assert.Equal([PriceState.InForce, PriceState.Past], history.Select(p => p.State));
        Assert.Equal([41_250m, 41.25m], history.Select(p => p.Terms.PerMillionTokens!.Input));
        Assert.Equal(41_250m, app.Get<Catalog>().Current.Find("priced")!.Price!.Prices!.Input);

        async Task<IReadOnlyList<CatalogProblem>> AddAsync(PriceDraft price, bool approved)
        {
            var facts = (await browser.ModelAsync(id, default))!.Facts;
            facts.Prices.Add(price);
            return await desk.SaveAsync(facts, isNew: false, approved, null, default);
        }
    }

    [Fact]
    public async Task An_edited_model_loses_the_deployments_that_were_left_out_and_keeps_its_number()
    {
        await using var app = await PortalApp.StartAsync();
        var (desk, browser) = (app.Get<CatalogDesk>(), app.Get<CatalogBrowser>());
        var before = (await browser.ModelsAsync(default)).Single(m => m.Name == "sandbox/echo");
        var facts = (await browser.ModelAsync(before.Id, default))!.Facts;
        facts.Deployments.Clear();
        facts.DeprecatedOn = new DateOnly(2027, 3, 1);

        var said = await desk.SaveAsync(facts, isNew: false, approved: false, null, default);
        await app.Get<CatalogFeed>().RefreshAsync(default);

        Assert.Empty(said);
        Assert.Equal("sandbox/echo", app.Get<Catalog>().Current.NameOf(before.Id));
        Assert.DoesNotContain(app.Get<Catalog>().Current.Models, m => m.Name == "sandbox/echo");
        Assert.Equal(new DateOnly(2027, 3, 1), (await browser.ModelAsync(before.Id, default))!.Facts.DeprecatedOn);
    }

    private static PriceDraft Price(string input, string output)
    {
        var price = new PriceDraft();
        (price.Tokens["input"], price.Tokens["output"]) = (input, output);
        return price;
    }

    private ProviderDraft Draft(string country) => new()
    {
        Name = _name,
        Kind = "openai",
        BaseUrl = $"https://{_host}/v1",
        Country = country,
        Enabled = true,
    };
}
