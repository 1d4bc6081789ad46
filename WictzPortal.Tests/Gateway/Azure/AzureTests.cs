using System.Net;
using WictzPortal.Gateway;
using WictzPortal.Models;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>OpenAI's models at Azure, with the official SDK of OpenAI as the client.</summary>
[Trait("Database", "Any")]
public sealed class AzureTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    [Fact]
    [Trait("Exam", "23")]
    [Trait("Exam", "52")]
    public async Task What_the_filter_says_breaks_neither_the_client_nor_the_figures()
    {
        rig.Begin();
        var text = "";
        await foreach (var update in rig.Sdk("on-azure").CompleteChatStreamingAsync("Hello"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        var plain = await (await rig.PostAsync("""{"model":"on-azure","stream":true,"messages":[{"role":"user","content":"Hello"}]}""")).Content.ReadAsStringAsync();

        Assert.Equal("Hello world!", text);
        Assert.DoesNotContain("\"choices\":[]", plain);
        Assert.All(await rig.RecordsAsync(2), record => Assert.Equal((11, 5, false), (record.Tokens.Input, record.Tokens.Output, record.Estimated)));
        Assert.All(rig.Azure.Calls, call => Assert.Equal("/openai/deployments/fake-large/chat/completions?api-version=2026-05-01", call.Path));
    }

    [Fact]
    public async Task A_prompt_that_the_filter_stops_is_told_by_its_code()
    {
        rig.Begin();
        rig.Azure.Script = new FakeScript { Status = 400, ErrorCode = "content_filter", ErrorParam = "prompt", ErrorMessage = "canary-71" };

        var response = await rig.PostAsync("""{"model":"on-azure","messages":[{"role":"user","content":"Hello"}]}""");

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"code\":\"content_filter\"", body);
        Assert.DoesNotContain("canary-71", body);
    }

    [Theory]
    [InlineData("https://x.openai.azure.com", "2026-05-01", "chat/completions", "https://x.openai.azure.com/openai/deployments/fake%20large/chat/completions?api-version=2026-05-01")]
    [InlineData("https://x.openai.azure.com", "2026-05-01", "responses", "https://x.openai.azure.com/openai/responses?api-version=2026-05-01")]
    [InlineData("https://x.openai.azure.com", null, "responses", "https://x.openai.azure.com/openai/v1/responses")]
    [InlineData("https://x.openai.azure.com/openai/v1", null, "chat/completions", "https://x.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://x.openai.azure.com/openai/v1", "preview", "chat/completions", "https://x.openai.azure.com/openai/v1/chat/completions?api-version=preview")]
    public void Addresses_follow_the_version(string root, string? version, string path, string expected)
    {
        var credential = new CredentialEntry(1, "main", "secret", 100);
        var provider = new ProviderEntry(1, "azure", "azure-openai", new Uri(root), version, "NL", null, null, [credential]);
        Operation operation = path == "responses" ? new Responses() : new ChatCompletions();
        var call = TranslationBench.Call(operation, "{}").Call;
        using var request = new HttpRequestMessage();
        var azure = new AzureOpenAiProvider();

        azure.Address(request, call, new Candidate(new DeploymentEntry(1, provider, "fake large", 1, 100), credential, azure, azure.CarrierOf(operation)!));

        Assert.Equal(expected, request.RequestUri!.AbsoluteUri);
        Assert.Equal("secret", Assert.Single(request.Headers.GetValues("api-key")));
    }
}
