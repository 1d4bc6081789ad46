using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>Google's protocol without any SDK, towards a provider that speaks it.</summary>
[Trait("Database", "Any")]
public sealed class GeminiPassTests : IClassFixture<ProtocolRig>
{
    private const string Hello = """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""";
    private const string Call = "/v1beta/models/on-gemini:generateContent";
    private const string Stream = "/v1beta/models/on-gemini:streamGenerateContent";

    private readonly ProtocolRig _rig;

    public GeminiPassTests(ProtocolRig rig)
    {
        _rig = rig;
        rig.Begin();
    }

    [Theory]
    [InlineData("/v1beta")]
    [InlineData("/v1")]
    [Trait("Exam", "23")]
    [Trait("Exam", "25")]
    public async Task An_answer_passes_as_it_is_and_is_charged_by_its_figures(string version)
    {
        _rig.Gemini.Script = new FakeScript { PromptTokens = 900, CachedTokens = 200, CompletionTokens = 500, ReasoningTokens = 120 };

        using var response = await _rig.PostToAsync($"{version}/models/on-gemini:generateContent", Hello);
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Hello world!", JsonNode.Parse(answer)!["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Contains("\n  \"candidates\"", answer);      // with the provider's own white space
        Assert.Equal("/v1beta/models/fake-large:generateContent", Assert.Single(_rig.Gemini.Calls).Path);
        var record = Assert.Single(await _rig.RecordsAsync(1));
        Assert.Equal(new TokenCounts(700, 200, 0, 0, 500, 120, 0, 0), record.Tokens);
        Assert.Equal(Cost(700 * 41.25m + 200 * 10.3125m + 500 * 165m), record.Charged.Micros);
    }

    [Fact]
    [Trait("Exam", "26")]
    public async Task A_stream_of_events_is_charged_by_its_last_figures()
    {
        _rig.Gemini.Script = new FakeScript { PromptTokens = 50, Thoughts = ["Hm."], ReasoningTokens = 2, CompletionTokens = 7, ByteByByte = true, Crlf = true };

        using var response = await _rig.PostToAsync(Stream + "?alt=sse", Hello);
        var events = (await response.Content.ReadAsStringAsync()).Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.All(events, one => Assert.StartsWith("data: {\"candidates\":[", one));
        Assert.Equal("Hello world!", string.Concat(events.Select(one => TextOf(JsonNode.Parse(one[6..])!))));
        Assert.Equal(new TokenCounts(50, 0, 0, 0, 7, 2, 0, 0), Assert.Single(await _rig.RecordsAsync(1)).Tokens);
        Assert.Equal("/v1beta/models/fake-large:streamGenerateContent?alt=sse", Assert.Single(_rig.Gemini.Calls).Path);
    }

    [Fact]
    public async Task Without_alt_a_stream_is_one_JSON_array()
    {
        using var response = await _rig.PostToAsync(Stream, Hello);
        var array = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Hello world!", string.Concat(array.Select(one => TextOf(one!))));
        Assert.Single(await _rig.RecordsAsync(1));
    }

    [Theory]
    [InlineData("?alt=sse", 2)]
    [InlineData("", 2)]
    [InlineData("", 0)]
    [InlineData("?alt=sse", 0)]
    [Trait("Exam", "7")]
    public async Task A_provider_that_breaks_off_is_told_in_the_stream(string query, int after)
    {
        var script = new FakeScript { BetweenDeltas = TimeSpan.FromMilliseconds(30), ErrorMessage = "canary" };
        _rig.Gemini.Script = after == 0 ? script with { CutAfter = 3 } : script with { ErrorEventAfter = after };

        using var response = await _rig.PostToAsync(Stream + query, Hello);
        var text = await response.Content.ReadAsStringAsync();

        var last = query.Length > 0 ? JsonNode.Parse(text.TrimEnd().Split("data: ")[^1])! : JsonNode.Parse(text)!.AsArray()[^1]!;
        Assert.Equal((502, "UNAVAILABLE"), ((int)last["error"]!["code"]!, (string)last["error"]!["status"]!));
        Assert.DoesNotContain("canary", text);
        Assert.DoesNotContain("STOP", text);
        Assert.Single(await _rig.RecordsAsync(1));
    }

    [Fact]
    public async Task Both_spellings_of_names_are_read()
    {
        using var response = await _rig.PostToAsync(Call, """{"contents":[{"parts":[{"text":"Hello"}]}],"generation_config":{"max_output_tokens":9000000000}}""");
        using var twice = await _rig.PostToAsync(Call, """{"contents":[],"generationConfig":{},"generation_config":{}}""");

        Assert.Equal("generation_config", await FieldAsync(twice));
        Assert.Equal("max_output_tokens", await FieldAsync(response));
        Assert.Empty(_rig.Gemini.Calls);
    }

    [Theory]
    [InlineData("cachedContent", "\"cachedContents/x\"")]
    [InlineData("cached_content", "\"cachedContents/x\"")]
    [InlineData("store", "true")]
    [InlineData("serviceTier", "\"priority\"")]
    [InlineData("tools[].googleSearch", "[{\"functionDeclarations\":[]},{\"googleSearch\":{}}]")]
    [InlineData("tools[].code_execution", "[{\"code_execution\":{}}]")]
    [InlineData("tools[].urlContext", "[{\"urlContext\":{}}]")]
    [InlineData("tools[].fileSearch", "[{\"fileSearch\":{}}]")]
    public async Task What_is_stored_or_charged_apart_is_refused_by_name(string field, string value)
    {
        using var response = await _rig.PostToAsync(Call, $$"""{"contents":[],"{{field.Split('[')[0]}}":{{value}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, await FieldAsync(response));
        Assert.Empty(_rig.Gemini.Calls);
    }

    [Theory]
    [InlineData("{}", 400, "INVALID_ARGUMENT", "INVALID_VALUE")]
    [InlineData("{", 400, "INVALID_ARGUMENT", "INVALID_JSON")]
    [InlineData("{\"contents\":[]}", 404, "NOT_FOUND", "MODEL_NOT_FOUND", "/v1beta/models/none/such:generateContent")]
    [InlineData("{}", 404, "NOT_FOUND", "UNKNOWN_URL", "/v1beta/models/on-gemini:predict")]
    [InlineData("{}", 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", "/v1beta/models/on-gemini")]
    [InlineData("{}", 404, "NOT_FOUND", "UNKNOWN_URL", "/v1beta/cachedContents")]
    public async Task Errors_are_Googles(string body, int code, string status, string reason, string path = Call)
    {
        using var response = await _rig.PostToAsync(path, body);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.Equal((code, code, status), ((int)response.StatusCode, (int)error["code"]!, (string)error["status"]!));
        Assert.Equal(reason, (string)error["details"]![0]!["reason"]!);
    }

    [Fact]
    public async Task A_GET_on_a_method_is_told_to_POST()
    {
        using var response = await _rig.Client().GetAsync(Call);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (response.StatusCode, response.Content.Headers.Allow.Single()));
        Assert.Contains("UNIMPLEMENTED", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Counting_tokens_is_free()
    {
        using var plain = await _rig.PostToAsync("/v1beta/models/on-gemini:countTokens", Hello);
        using var whole = await _rig.PostToAsync(
            "/v1beta/models/on-gemini:countTokens", $$"""{"generateContentRequest":{"model":"models/on-gemini",{{Hello[1..]}}}""");
        using var estimate = await _rig.PostToAsync("/v1/models/on-openai:countTokens", Hello);

        Assert.Equal(11, await CountAsync(plain));
        Assert.Equal(11, await CountAsync(whole));
        Assert.InRange(await CountAsync(estimate), 1, 40);
        Assert.Equal("true", estimate.Headers.GetValues("x-portal-estimated").Single());
        Assert.False(plain.Headers.Contains("x-portal-estimated"));
        Assert.Empty(await _rig.RecordsAsync(0));
    }

    [Fact]
    public async Task Models_come_in_Googles_form_page_by_page()
    {
        using var client = Bare();
        client.DefaultRequestHeaders.Add("x-goog-api-key", _rig.Customer.Secret);
        var names = new List<string>();
        var token = "";
        do
        {
            var page = JsonNode.Parse(await client.GetStringAsync($"/v1/models?pageSize=1&pageToken={token}"))!;
            names.Add((string)page["models"]!.AsArray().Single()!["name"]!);
            token = (string?)page["nextPageToken"] ?? "";
        }
        while (token.Length > 0);

        var one = JsonNode.Parse(await client.GetStringAsync("/v1beta/models/on-gemini"))!;
        using var wrong = await client.GetAsync("/v1beta/models?pageToken=none");

        Assert.Contains("models/on-gemini", names);
        Assert.Equal(names.Distinct().Count(), names.Count);
        Assert.Equal(("models/on-gemini", 200000, 8000), ((string)one["name"]!, (int)one["inputTokenLimit"]!, (int)one["outputTokenLimit"]!));
        Assert.Contains("generateContent", one["supportedGenerationMethods"]!.AsArray().Select(m => (string)m!));
        Assert.Equal("pageToken", await FieldAsync(wrong));
    }

    [Fact]
    [Trait("Exam", "36")]
    [Trait("Exam", "54")]
    public async Task A_key_may_stand_in_the_address_below_v1beta_only()
    {
        using var client = Bare();
        using var right = await client.PostAsync($"{Call}?key={_rig.Customer.Secret}", new StringContent(Hello, Encoding.UTF8, "application/json"));
        using var models = await client.GetAsync($"/v1beta/models?key={_rig.Customer.Secret}");
        using var elsewhere = await client.PostAsync($"/v1/models/on-gemini:generateContent?key={_rig.Customer.Secret}", new StringContent(Hello, Encoding.UTF8, "application/json"));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (right.StatusCode, models.StatusCode, elsewhere.StatusCode));
        Assert.DoesNotContain(_rig.Gemini.Calls, call => call.Path.Contains("key", StringComparison.Ordinal));
        await _rig.RecordsAsync(1);
    }

    private HttpClient Bare() => _rig.App.CreateClient(cookies: false);

    private static long Cost(decimal microLira) => (long)Math.Round(microLira * 100, MidpointRounding.AwayFromZero);

    private static string TextOf(JsonNode chunk) => string.Concat(chunk["candidates"]![0]!["content"]!["parts"]!.AsArray()
        .Where(part => part!["thought"] is null).Select(part => (string?)part!["text"]));

    private static async Task<int> CountAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("totalTokens").GetInt32();

    private static async Task<string?> FieldAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["details"]!.AsArray()[^1]!["fieldViolations"]?[0]!["field"];
}
