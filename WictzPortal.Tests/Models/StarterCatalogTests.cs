using System.Text.RegularExpressions;
using System.Xml.Linq;
using WictzPortal.Models;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Models;

public sealed partial class StarterCatalogTests
{
    [Fact]
    public async Task The_starter_catalogue_is_switched_off_priced_sourced_and_leaves_what_is_there()
    {
        await using var app = await PortalApp.StartAsync();
        var (desk, browser) = (app.Get<CatalogDesk>(), app.Get<CatalogBrowser>());
        var own = new ProviderDraft { Name = "openai", Kind = "openai", BaseUrl = "https://proxy.example.com/v1", Country = "TR" };
        await desk.SaveAsync(own, isNew: true, null, default);

        var first = await desk.AddStarterAsync(null, default);
        var again = await desk.AddStarterAsync(null, default);
        await app.Get<CatalogFeed>().RefreshAsync(default);

        Assert.Empty(first.Problems);
        Assert.True(first.Changes > 50);
        Assert.Equal(0, again.Changes);
        var providers = await browser.ProvidersAsync(default);
        Assert.DoesNotContain(providers, p => p.Enabled && p.Kind != "sandbox");
        Assert.Equal("https://proxy.example.com/v1", (await browser.ProviderAsync(providers.Single(p => p.Name == "openai").Id, default))!.Facts.BaseUrl);
        Assert.Subset(providers.Select(p => p.Kind).ToHashSet(), new HashSet<string> { "openai", "anthropic", "gemini", "openai-compatible" });
        var models = await browser.ModelsAsync(default);
        Assert.All(models, model => Assert.True(model.Fits, model.Name));
        Assert.All(app.Get<Catalog>().Current.Models, model => Assert.StartsWith("sandbox/", model.Name, StringComparison.Ordinal));
        var opus = (await browser.ModelAsync(models.Single(m => m.Name == "claude-opus-5").Id, default))!;
        Assert.Contains("USD 5.00 input", opus.Prices[0].Source, StringComparison.Ordinal);
        Assert.Contains("Verify before enabling", opus.Prices[0].Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_that_a_form_can_show_is_translated()
    {
        var folder = Path.Combine(Sources.App, "Models");
        var known = XDocument.Load(Path.Combine(folder, "ModelsText.tr.resx")).Descendants("data").Select(d => d.Attribute("name")!.Value).ToHashSet();

        var said = Sources.Files(folder, ".cs").SelectMany(file => Problem().Matches(File.ReadAllText(file)))
            .Select(match => Regex.Unescape(match.Groups["text"].Value)).ToList();

        Assert.True(said.Count > 20);
        Rule.HasNo(said.Where(sentence => !known.Contains(sentence)));
    }

    [GeneratedRegex("""(?:\bWrong\((?:"[\w.]+"|name), |new CatalogProblem\(.*?, )"(?<text>(?:[^"\\]|\\.)+)"(?=[,)])""")]
    private static partial Regex Problem();
}
