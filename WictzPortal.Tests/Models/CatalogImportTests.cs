using System.Text;
using System.Text.Json.Nodes;
using WictzPortal.Models;
using WictzPortal.Tests.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Models;

public sealed class CatalogImportTests
{
    private const string Good = """
        {
          "comment": "unknown fields are passed over",
          "providers": [
            { "name": "abroad", "kind": "openai", "baseUrl": "https://api.example.com/v1", "apiKey": "sk-secret-9Q", "country": "US", "privacyPolicy": "https://example.com/p",
              "transfer": { "mechanism": "standard-contract", "reference": "SC-1", "signedOn": "2026-10-01", "notifiedOn": "2026-10-05" } }
          ],
          "models": [
            { "name": "m", "aliases": ["vendor/m"], "kind": "chat", "contextTokens": 1000, "maxOutputTokens": 100, "future": true,
              "deployments": [{ "provider": "abroad", "upstreamModel": "m-1" }],
              "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "perMillionTokens": { "input": "41.250", "output": "165.00" },
                "tiers": [{ "aboveInputTokens": 500, "perMillionTokens": { "input": "82.50", "output": "247.50" } }] }] },
            { "name": "pictures", "kind": "image", "deployments": [], "prices": [{ "effectiveFrom": "2026-01-01T00:00:00+03:00", "currency": "TRY", "perImage": { "1024x1024": "1.65" } }] }
          ]
        }
        """;

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "providers/0/kind", "\"opnai\"", "providers[0].kind:" },
        { "providers/0/baseUrl", "\"api.example.com\"", "providers[0].baseUrl:" },
        { "providers/0/baseUrl", "\"http://api.example.com/v1\"", "providers[0].baseUrl:" },
        { "providers/0/country", "\"USA\"", "providers[0].country:" },
        { "providers/0/privacyPolicy", "null", "providers[0].privacyPolicy:" },
        { "providers/0/transfer", "null", "providers[0].transfer.mechanism:" },
        { "providers/0/transfer/notifiedOn", "null", "providers[0].transfer:" },
        { "models/0/name", "\"\"", "models[0].name:" },
        { "models/0/deployments/0/provider", "\"nobody\"", "models[0].deployments[0].provider:" },
        { "models/0/prices/0/perMillionTokens/input", "41.25", "models[0].prices[0].perMillionTokens.input:" },
        { "models/0/prices/0/perMillionTokens/input", "\"-1\"", "models[0].prices[0].perMillionTokens.input:" },
        { "models/0/prices/0/perMillionTokens/output", "null", "models[0].prices[0].perMillionTokens.output:" },
        { "models/0/prices/0/effectiveFrom", "\"01.01.2026\"", "models[0].prices[0].effectiveFrom:" },
        { "models/0/prices/0/currency", "\"USD\"", "models[0].prices[0].currency:" },
        { "models/0/prices/0/tiers/0/aboveInputTokens", "-5", "models[0].prices[0].tiers[0].aboveInputTokens:" },
        { "models/1/aliases", "[\"m\"]", "models:" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    [Trait("Promise", "A-41")]
    public async Task A_mistake_is_named_with_its_path_and_nothing_is_imported(string path, string value, string problem)
    {
        var app = await PortalApp.SharedAsync;

        var report = await app.Get<CatalogImport>().RunAsync(Changed(path, value), approved: false, default);

        Assert.Contains(report.Problems, p => p.ToString().StartsWith(problem, StringComparison.Ordinal));
        Assert.Null((await app.Get<CatalogLoader>().LoadAsync(default)).Find("pictures"));
    }

    /// <summary>What the file declares of a company goes nowhere before somebody has approved it.</summary>
    [Fact]
    [Trait("Exam", "30")]
    [Trait("Promise", "A-41")]
    public async Task An_import_reaches_the_gateway_is_safe_to_repeat_and_refuses_great_steps()
    {
        await using var app = await PortalApp.StartAsync();
        var import = app.Get<CatalogImport>();

        var first = await import.RunAsync(Encoding.UTF8.GetBytes(Good), approved: false, default);
        Assert.Empty(await DeploymentsAsync());
        await RegisterRig.ApproveAllAsync(app);
        var again = await import.RunAsync(Encoding.UTF8.GetBytes(Good), approved: false, default);
        var tooFar = await import.RunAsync(Changed("models/0/prices/0/perMillionTokens/input", "\"41250\""), approved: false, default);
        var approved = await import.RunAsync(Changed("models/0/prices/0/perMillionTokens/input", "\"41250\""), approved: true, default);

        Assert.Empty(first.Problems);
        Assert.Equal(0, again.Changes);
        Assert.Contains("models[0].prices[0].perMillionTokens.input: 41.25 would become 41250", Assert.Single(tooFar.Problems).ToString());
        Assert.True(approved.Changes > 0);
        var model = app.Get<Catalog>().Current.Find("vendor/m".AsSpan())!;
        Assert.Equal(("m", 1000, "sk-secret-9Q"), (model.Name, model.ContextTokens, model.Deployments[0].Provider.Credentials[0].Secret));
        Assert.Equal(500, model.Price!.Tiers[0].AboveInputTokens);
        await app.Get<CatalogFeed>().RefreshAsync(default);
        Assert.Equal(41_250, app.Get<Catalog>().Current.Find("m")!.Price!.Prices!.Input);
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 21, 0, 0, TimeSpan.Zero), model.Price.EffectiveFrom);

        async Task<IReadOnlyList<DeploymentEntry>> DeploymentsAsync() => (await app.Get<CatalogLoader>().LoadAsync(default)).Find("m")!.Deployments;
    }

    private static byte[] Changed(string path, string value)
    {
        var root = JsonNode.Parse(Good)!;
        var steps = path.Split('/');
        var at = root;
        foreach (var step in steps[..^1])
        {
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(value);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
