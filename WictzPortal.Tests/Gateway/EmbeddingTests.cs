using System.Text.Json;
using OpenAI.Embeddings;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>Embeddings from either caller's protocol to either provider's; 0.85 lira per million tokens is 85 micros a token.</summary>
[Trait("Exam", "23"), Trait("Exam", "52")]
[Trait("Database", "Any")]
public sealed class EmbeddingTests(EmbeddingTests.Rig rig) : IClassFixture<EmbeddingTests.Rig>
{
    [Theory]
    [InlineData("on-openai", 85 * 1000, false)]
    [InlineData("on-gemini", 85 * 19, true)]      // Google tells no figures for a batch: a quarter of the 78 bytes
    public async Task OpenAIs_client_gets_vectors_from_either(string model, long micros, bool estimated)
    {
        rig.Begin();

        var vectors = (await rig.Sdk(model).GenerateEmbeddingsAsync(["Merhaba", "dünya"])).Value;

        Assert.Equal([[0.25f, -0.5f, 0.125f], [0.25f, -0.5f, 0.125f]], vectors.Select(vector => vector.ToFloats().ToArray()));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((estimated, 0L), (record.Estimated, record.Tokens.Output));
        Assert.InRange(record.Cost.Micros, micros / 2, micros * 2);
        Assert.Equal(record.Tokens.Input * 85, record.Cost.Micros);
    }

    [Theory]
    [InlineData("on-openai", "/v1beta", 85_000)]
    [InlineData("on-gemini", "/v1beta", 85_000)]
    [InlineData("on-gemini", "/v1", 85_000)]
    public async Task Googles_callers_get_a_vector_from_either(string model, string version, long micros)
    {
        rig.Begin();

        var answer = await AnswerAsync(
            $"{version}/models/{model}:embedContent", $$"""{"model":"models/{{model}}","content":{"parts":[{"text":"Mer"},{"text":"haba"}]},"taskType":"RETRIEVAL_QUERY"}""");

        Assert.Equal([0.25, -0.5, 0.125], answer.GetProperty("embedding").GetProperty("values").EnumerateArray().Select(number => number.GetDouble()));
        Assert.Equal((micros, false), (Assert.Single(await rig.RecordsAsync(1)).Cost.Micros, rig.Journal.Records.Single().Estimated));
    }

    [Theory]
    [InlineData("on-openai")]
    [InlineData("on-gemini")]
    public async Task Googles_callers_get_a_batch_from_either(string model)
    {
        rig.Begin();
        var request = $$"""{"content":{"parts":[{"text":"x"}]},"model":"models/{{model}}","outputDimensionality":3}""";

        var answer = await AnswerAsync($"/v1beta/models/{model}:batchEmbedContents", $$"""{"requests":[{{request}},{{request}}]}""");

        Assert.Equal(2, answer.GetProperty("embeddings").GetArrayLength());
        Assert.Equal(-0.5, answer.GetProperty("embeddings")[1].GetProperty("values")[1].GetDouble());
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Theory]
    [InlineData("/v1/embeddings", """{"model":"on-gemini","input":[1,2]}""", "input[0]")]
    [InlineData("/v1/embeddings", """{"model":"on-gemini","input":[]}""", "input")]
    [InlineData("/v1/embeddings", """{"model":"on-gemini","input":"x","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("/v1/embeddings", """{"model":"on-gemini","input":"x","task":"y"}""", "task")]
    [InlineData("/v1beta/models/on-openai:embedContent", """{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}}]}}""", "content.parts[0].inlineData")]
    [InlineData("/v1beta/models/on-openai:embedContent", """{"contents":[]}""", "content")]
    [InlineData("/v1beta/models/on-openai:batchEmbedContents", """{"requests":[]}""", "requests")]
    [InlineData("/v1beta/models/on-openai:batchEmbedContents", """{"content":{}}""", "requests")]
    [InlineData("/v1beta/models/on-openai:batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"x"}]},"outputDimensionality":1},{"content":{"parts":[{"text":"x"}]},"outputDimensionality":2}]}""", "requests[1].outputDimensionality")]
    public async Task What_cannot_be_carried_is_refused_by_name_and_nothing_is_sent(string path, string body, string field)
    {
        rig.Begin();

        using var response = await rig.PostToAsync(path, body);

        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 400, text);
        Assert.Contains($"'{field}'", JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(rig.OpenAi.Calls.Concat(rig.Gemini.Calls));
        Assert.Empty(await rig.RecordsAsync(0));
    }

    private async Task<JsonElement> AnswerAsync(string path, string body)
    {
        using var response = await rig.PostToAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An embedding model on each of two providers.</summary>
    public sealed class Rig : PortalRig, IAsyncLifetime
    {
        public FakeOpenAi OpenAi { get; } = new();

        public FakeGemini Gemini { get; } = new();

        public async Task InitializeAsync()
        {
            await OpenAi.ServeAsync();
            await Gemini.ServeAsync();
            var (openAi, gemini) = (Provider("openai", OpenAi.BaseUrl, FakeOpenAi.Key), Provider("gemini", Gemini.BaseUrl, FakeGemini.Key));
            await OpenAsync($$"""{ "providers": [{{openAi}}, {{gemini}}], "models": [{{Model("openai")}}, {{Model("gemini")}}] }""", null, []);
        }

        public void Begin()
        {
            foreach (var fake in new FakeProvider[] { OpenAi, Gemini })
            {
                fake.Script = new FakeScript { PromptTokens = 1000 };
                fake.Calls.Clear();
            }

            ForgetRecords();
        }

        public new EmbeddingClient Sdk(string model, int retries = 0) => new(model, new System.ClientModel.ApiKeyCredential(Customer.Secret), SdkOptions(retries));

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await OpenAi.DisposeAsync();
            await Gemini.DisposeAsync();
        }

        Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

        private static string Provider(string kind, string baseUrl, string key) => $$"""
            { "name": "{{kind}}", "kind": "{{kind}}", "baseUrl": "{{baseUrl}}", "apiKey": "{{key}}", "country": "TR", "privacyPolicy": "https://example.org/privacy", "transfer": { "mechanism": "none-needed" } }
            """;

        private static string Model(string provider) => $$"""
            { "name": "on-{{provider}}", "kind": "embedding", "deployments": [{ "provider": "{{provider}}", "upstreamModel": "fake-embedder" }],
              "prices": [{ "effectiveFrom": "2026-01-01", "currency": "TRY", "perMillionTokens": { "input": "0.85" } }] }
            """;
    }
}
