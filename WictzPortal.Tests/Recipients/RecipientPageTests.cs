using WictzPortal.Models;
using WictzPortal.Recipients;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>What everybody, and a customer, sees of the register.</summary>
public sealed class RecipientPageTests
{
    [Fact]
    [Trait("Promise", "A-01")]
    [Trait("Promise", "B-19")]
    public async Task Anybody_reads_who_receives_data_where_what_for_and_by_what_safeguard()
    {
        var app = await PortalApp.SharedAsync;
        var day = new DateOnly(2026, 1, 5);
        var facts = RegisterRig.Provider() with
        {
            Country = "US", Transfer = new TransferGround(TransferMechanism.StandardContract, "SC-77", day, day),
        };
        await RegisterRig.EnterAsync(app, facts);
        var gone = await RegisterRig.EnterAsync(app, RegisterRig.Provider());
        await app.Get<RecipientDesk>().EndAsync(gone.Id, "Deneme bitti.", RegisterRig.First, default);

        var page = await new Visitor(app, "en").GetAsync("/recipients");

        Assert.Contains(facts.Name, page, StringComparison.Ordinal);
        Assert.Contains("United States", page, StringComparison.Ordinal);
        Assert.Contains("Providing the service", page, StringComparison.Ordinal);
        Assert.Contains("Standard contract", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf(gone.Name, StringComparison.Ordinal) > page.IndexOf("No longer", StringComparison.Ordinal));
        Assert.DoesNotContain("SC-77", page, StringComparison.Ordinal);
        Assert.Contains(facts.Name, await new Visitor(app, "tr").GetAsync("/recipients"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Promise", "A-52")]
    public async Task Beside_each_model_stands_whose_terms_hold_and_when_the_link_was_checked()
    {
        await using var app = await PortalApp.StartAsync();
        var facts = RegisterRig.Provider() with { PolicyUrl = "https://example.com/terms-of-this-one" };
        var entry = await RegisterRig.EnterAsync(app, facts);
        var provider = new ProviderDraft { Name = "acme", BaseUrl = $"https://{facts.Hosts[0]}/v1", Country = "TR", Enabled = true };
        Assert.Empty(await app.Get<CatalogDesk>().SaveAsync(provider, isNew: true, null, default));
        var model = new ModelDraft { Name = "acme/large", Deployments = [new DeploymentDraft { Provider = "acme", UpstreamModel = "m" }] };
        Assert.Empty(await app.Get<CatalogDesk>().SaveAsync(model, isNew: true, approved: false, null, default));
        await app.Get<RecipientDesk>().CheckPolicyAsync(entry.Id, RegisterRig.First, default);
        await app.Get<CatalogFeed>().RefreshAsync(default);
        var (visitor, _) = await Visitor.SignedInAsync(app);

        var page = await visitor.GetAsync("/models");
        var keys = app.Get<WictzPortal.Keys.IKeyRecipients>().Current.Single(each => each.Provider == "acme");

        Assert.Contains("acme · TR", page, StringComparison.Ordinal);
        Assert.Contains(facts.PolicyUrl, page, StringComparison.Ordinal);
        var day = app.Get<RecipientBook>().Find(entry.Id)!.PolicyCheckedOn!.Value;
        Assert.Matches("checked on|denetlendi", page);
        Assert.Contains($"{day.Year}", page, StringComparison.Ordinal);
        Assert.Equal(("TR", facts.PolicyUrl, true), (keys.Country, keys.PolicyUrl, keys.PolicyCheckedOn is not null));
    }

    [Fact]
    [Trait("Promise", "A-29")]
    public async Task Pages_let_the_browser_call_nobody_else()
    {
        var app = await PortalApp.SharedAsync;

        var policy = (await app.CreateClient().GetAsync("/recipients")).Headers.GetValues("Content-Security-Policy").Single();

        var sources = policy.Split(';').Select(part => part.Trim()).Where(part => part.Split(' ')[0] is "script-src" or "connect-src").ToList();
        Assert.Equal(2, sources.Count);
        Assert.All(sources.SelectMany(part => part.Split(' ')[1..]), source => Assert.StartsWith("'", source, StringComparison.Ordinal));
    }
}
