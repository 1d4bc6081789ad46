using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Audit;
using WictzPortal.Models;
using WictzPortal.Tests.Recipients;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Models;

[Trait("Database", "Any")]
public sealed class CredentialTests
{
    private const string Secret = "sk-canary-7Yq2Lm9";

    [Fact]
    public async Task A_credential_is_sealed_rotated_rested_and_forgotten()
    {
        await using var app = await PortalApp.StartAsync();
        await RegisterRig.EnterAsync(app, RegisterRig.Provider("api.example.com"));
        var (id, desk) = (await ProviderAsync(app, "https://api.example.com/v1"), app.Get<CredentialDesk>());

        var added = await desk.SaveAsync(id, new CredentialDraft { Name = "main", ApiKey = Secret }, null, default);
        var twice = await desk.SaveAsync(id, new CredentialDraft { Name = "main", ApiKey = "sk-other" }, null, default);
        var nothing = await desk.SaveAsync(id, new CredentialDraft { Name = "empty" }, null, default);
        var row = Assert.Single(await desk.ListAsync(id, default));
        await desk.SaveAsync(id, new CredentialDraft { Id = row.Id, Weight = 7 }, null, default);
        var weighed = await SecretsAsync(app);
        await desk.SaveAsync(id, new CredentialDraft { Id = row.Id, ApiKey = "sk-rotated" }, null, default);
        var rotated = await SecretsAsync(app);
        await desk.SwitchAsync(row.Id, on: false, null, default);
        var resting = await SecretsAsync(app);
        await desk.SwitchAsync(row.Id, on: true, null, default);
        var again = await SecretsAsync(app);

        Assert.Empty(added);
        Assert.Equal(("name", "apiKey"), (Assert.Single(twice).Path, Assert.Single(nothing).Path));
        Assert.Equal([(Secret, 7)], weighed);
        Assert.Equal([("sk-rotated", 100)], rotated);
        Assert.Null(resting);      // a provider whose only credential rests is not called without one
        Assert.Equal([("sk-rotated", 100)], again);
        await desk.RemoveAsync(row.Id, null, default);
        Assert.Empty(await desk.ListAsync(id, default));
        await using var db = app.OpenDb();
        Assert.All(await db.ProviderCredentials.Where(c => c.ProviderId == id).ToListAsync(), c => Assert.Null(c.Secret));
        Assert.Equal(
            ["sealed", "weighed", "sealed", "disabled", "enabled", "removed"],
            await db.AuditEntries.Where(e => e.Target == "acme: main").OrderBy(e => e.Number).Select(e => e.Action.Replace("models.credential_", "")).ToListAsync());
        Assert.Equal("models.provider_added", (await db.AuditEntries.SingleAsync(e => e.Target == "acme")).Action);
    }

    [Theory]
    [InlineData("openai", "/models", "Authorization", "Bearer sk-good", 200, ProbeState.Fine)]
    [InlineData("openai", "/models", "Authorization", "Bearer sk-good", 401, ProbeState.Refused)]
    [InlineData("anthropic", "/v1/models", "x-api-key", "sk-good", 200, ProbeState.Fine)]
    [InlineData("gemini", "/v1beta/models", "x-goog-api-key", "sk-good", 500, ProbeState.Unwell)]
    [InlineData("azure-openai", "/openai/v1/models", "api-key", "sk-good", 403, ProbeState.Refused)]
    public async Task A_test_asks_for_the_models_in_the_providers_protocol_and_says_what_came(
        string kind, string path, string header, string value, int status, ProbeState state)
    {
        string? seen = null;
        await using var fake = await FakeAsync(context =>
        {
            seen = context.Request.Path == path ? context.Request.Headers[header].ToString() : null;
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("the provider's own words");
        });
        var app = await PortalApp.SharedAsync;
        var provider = new ProviderEntry(1, "fake", kind, AddressOf(fake), null, "TR", null, null, []);

        var result = await app.Get<IProviderProbe>().ProbeAsync(provider, new CredentialEntry(1, "main", "sk-good", 100), default);

        Assert.Equal(value, seen);
        Assert.Equal((state, status), (result.State, result.Status));
    }

    [Fact]
    public async Task A_test_of_an_address_where_nobody_is_says_so_also_of_a_provider_that_is_switched_off()
    {
        await using var app = await PortalApp.StartAsync();
        var id = await ProviderAsync(app, "http://127.0.0.1:9/v1");
        await app.Get<CatalogDesk>().SwitchAsync(id, on: false, null, default);
        await app.Get<CredentialDesk>().SaveAsync(id, new CredentialDraft { Name = "main", ApiKey = Secret }, null, default);

        var result = Assert.Single(await app.Get<ConnectionTest>().RunAsync(id, default));

        Assert.Equal((ProbeState.Unreachable, null), (result.Value.State, result.Value.Status));
    }

    private static async Task<int> ProviderAsync(PortalApp app, string address)
    {
        var draft = new ProviderDraft
        {
            Name = "acme",
            BaseUrl = address,
            Country = "TR",
            Enabled = true,
        };
        Assert.Empty(await app.Get<CatalogDesk>().SaveAsync(draft, isNew: true, null, default));
        var model = new ModelDraft { Name = "m", Deployments = [new DeploymentDraft { Provider = "acme", UpstreamModel = "m" }] };
        Assert.Empty(await app.Get<CatalogDesk>().SaveAsync(model, isNew: true, approved: false, null, default));
        return (await app.Get<CatalogBrowser>().ProvidersAsync(default)).Single(p => p.Name == "acme").Id;
    }

    /// <summary>What the gateway would send; null when it would not call the provider at all.</summary>
    private static async Task<List<(string, int)>?> SecretsAsync(PortalApp app)
    {
        var model = (await app.Get<CatalogLoader>().LoadAsync(default)).Find("m")!;
        return model.Deployments.Count == 0 ? null : [.. model.Deployments[0].Provider.Credentials.Select(c => (c.Secret, c.Weight))];
    }

    private static async Task<WebApplication> FakeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var fake = builder.Build();
        fake.Run(answer);
        await fake.StartAsync();
        return fake;
    }

    private static Uri AddressOf(WebApplication fake) =>
        new(fake.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
