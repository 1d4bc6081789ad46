using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WictzPortal.Gateway;
using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>Chat completions towards a strict provider of Google's protocol.</summary>
[Trait("Database", "Any")]
public sealed class GeminiProviderTests : IClassFixture<ProtocolRig>
{
    private const string Chats = "/v1/chat/completions";
    private const string Tools = """
        [{"type":"function","function":{"name":"weather","description":"Of a city","strict":true,"parameters":{"$schema":"x","type":"object","properties":{"city":{"type":["string","null"],"pattern":"a"}},"required":["city"],"additionalProperties":false}}},
         {"type":"function","function":{"name":"clock"}}]
        """;

    private readonly ProtocolRig _rig;

    public GeminiProviderTests(ProtocolRig rig)
    {
        _rig = rig;
        rig.Begin();
    }

    [Fact]
    [Trait("Exam", "23")]
    [Trait("Exam", "25")]
    public async Task A_chat_is_answered_and_charged()
    {
        _rig.Gemini.Script = new FakeScript { PromptTokens = 90, CachedTokens = 40, CompletionTokens = 12, ReasoningTokens = 5 };

        var answer = await ChatAsync("""
            {"model":"on-gemini","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"a"},{"role":"assistant","content":"b"},
             {"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"image_url","image_url":{"url":"https://example.org/a.jpg"}}]}],
             "temperature":0.5,"top_p":0.9,"max_tokens":50,"stop":"END","seed":4294967300,"presence_penalty":0.5,"n":1,"user":"u"}
            """);
        var sent = Sent();

        Assert.Equal("Hello world!", (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal((90, 12, 40, 5), (
            (int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!,
            (int)answer["usage"]!["prompt_tokens_details"]!["cached_tokens"]!, (int)answer["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!));
        Assert.Equal(new TokenCounts(50, 40, 0, 0, 12, 5, 0, 0), Assert.Single(await _rig.RecordsAsync(1)).Tokens);
        Assert.Equal("Be kind.", (string?)sent["systemInstruction"]!["parts"]![0]!["text"]);
        Assert.Equal(["user", "model", "user"], sent["contents"]!.AsArray().Select(content => (string)content!["role"]!));
        Assert.Equal("https://example.org/a.jpg", (string?)sent["contents"]![2]!["parts"]![2]!["fileData"]!["fileUri"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"maxOutputTokens":50,"temperature":0.5,"topP":0.9,"seed":4,"presencePenalty":0.5,"stopSequences":["END"]}"""), sent["generationConfig"]));
    }

    [Fact]
    [Trait("Exam", "51")]
    public async Task Parallel_calls_stream_and_their_results_go_back_by_name()
    {
        _rig.Gemini.Next.Enqueue(new FakeScript { Deltas = ["Let me see."], Tools = [new FakeTool("weather", "{\"city\":\"İzmir\"}"), new FakeTool("weather", "{\"city\":null}"), new FakeTool("clock")] });

        using var response = await _rig.PostToAsync(Chats, $$"""{"model":"on-gemini","stream":true,"tools":{{Tools}},"messages":[{"role":"user","content":"?"} ] }""");
        var chunks = TranslationBench.Events(await response.Content.ReadAsStringAsync());
        var calls = chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
            .Where(choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out _)).Select(choice => choice.GetProperty("delta").GetProperty("tool_calls")[0])
            .GroupBy(call => call.GetProperty("index").GetInt32())
            .Select(call => (
                Id: call.First().GetProperty("id").GetString()!, Name: call.First().GetProperty("function").GetProperty("name").GetString()!,
                Arguments: string.Concat(call.Select(one => one.GetProperty("function").GetProperty("arguments").GetString())))).ToArray();
        var history = string.Join(',', calls.Select(call => $$"""{"id":"{{call.Id}}","type":"function","function":{"name":"{{call.Name}}","arguments":{{JsonSerializer.Serialize(call.Arguments)}} } }"""));
        var results = string.Join(',', calls.Reverse().Select((call, i) => $$"""{"role":"tool","tool_call_id":"{{call.Id}}","content":"result {{i}}"}"""));
        await ChatAsync($$"""{"model":"on-gemini","tools":{{Tools}},"tool_choice":{"type":"function","function":{"name":"clock"} },"messages":[{"role":"user","content":"?"},{"role":"assistant","content":"Let me see.","tool_calls":[{{history}}]},{{results}},{"role":"user","content":"Well?"}]}""");
        var (first, second) = (JsonNode.Parse(_rig.Gemini.Calls.First().Body.GetRawText())!, Sent());

        Assert.Equal("tool_calls", chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("finish_reason").GetString()).Last());
        Assert.Equal(["weather", "weather", "clock"], calls.Select(call => call.Name));
        Assert.Equal("{}", calls[2].Arguments);
        Assert.Equal(3, calls.Select(call => call.Id).Distinct().Count());
        Assert.Equal("VALIDATED", (string?)first["toolConfig"]!["functionCallingConfig"]!["mode"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"type":"object","properties":{"city":{"type":["string","null"]}},"required":["city"],"additionalProperties":false}"""),
            first["tools"]![0]!["functionDeclarations"]![0]!["parametersJsonSchema"]));
        Assert.Equal("""{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["clock"]}}""", second["toolConfig"]!.ToJsonString());
        Assert.Equal(FakeGeminiAnswer.Seal, (string?)second["contents"]![1]!["parts"]![1]!["thoughtSignature"]);
        Assert.Equal(["result 2", "result 1", "result 0"], second["contents"]![2]!["parts"]!.AsArray().Take(3).Select(part => (string?)part!["functionResponse"]!["response"]!["output"]));
    }

    [Fact]
    public async Task Thoughts_and_JSON_come_as_asked()
    {
        _rig.Gemini.Script = new FakeScript { Thoughts = ["Hm."], Deltas = ["{\"n\":1}"] };

        var answer = await ChatAsync("""
            {"model":"on-gemini","reasoning_effort":"low","messages":[{"role":"user","content":"?"}],"response_format":{"type":"json_schema","json_schema":{
             "name":"n","strict":true,"schema":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}}}}
            """);

        Assert.Equal("{\"n\":1}", (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal("Hm.", (string?)answer["choices"]![0]!["message"]!["reasoning_content"]);
        Assert.Equal("application/json", (string?)Sent()["generationConfig"]!["responseMimeType"]);
        Assert.Equal("LOW", (string?)NewSent("gemini-3-pro-preview", """{"reasoning_effort":"minimal","messages":[{"role":"user","content":"?"}],"model":"m"}""")["generationConfig"]!["thinkingConfig"]!["thinkingLevel"]);
        Assert.Equal(0, (int)NewSent("gemini-2.5-flash", """{"reasoning_effort":"none","messages":[{"role":"user","content":"?"}],"model":"m"}""")["generationConfig"]!["thinkingConfig"]!["thinkingBudget"]!);
        Assert.Null(NewSent("gemini-2.0-flash", """{"reasoning_effort":"low","messages":[{"role":"user","content":"?"}],"model":"m"}""")["generationConfig"]!["thinkingConfig"]);
    }

    [Fact]
    public void Calls_of_another_model_go_to_a_new_one_with_ids_and_without_a_seal()
    {
        var sent = NewSent("fake-gemini-3-flash", $$"""
            {"model":"m","tools":{{Tools}},"messages":[{"role":"user","content":"?"},{"role":"assistant","content":null,"tool_calls":[
              {"id":"toolu_01","type":"function","function":{"name":"weather","arguments":"{ }"} },{"id":"toolu_02","type":"function","function":{"name":"clock","arguments":""} } ] },
             {"role":"tool","tool_call_id":"toolu_01","content":"{\"sun\":true}"},{"role":"tool","tool_call_id":"toolu_02","content":"noon"}]}
            """);

        Assert.Null(StrictGemini.Complaint(JsonDocument.Parse(sent.ToJsonString()).RootElement, wantsSeals: true));
        Assert.Equal("toolu_02", (string?)sent["contents"]![2]!["parts"]![1]!["functionResponse"]!["id"]);
        Assert.Equal("""{"sun":true}""", sent["contents"]![2]!["parts"]![0]!["functionResponse"]!["response"]!.ToJsonString());
    }

    [Theory]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("STOP", "stop")]
    [InlineData("MALFORMED_FUNCTION_CALL", null)]
    public async Task Each_ending_is_told(string ending, string? finish)
    {
        _rig.Gemini.Script = new FakeScript { Finish = ending };

        using var response = await _rig.PostToAsync(Chats, """{"model":"on-gemini","messages":[{"role":"user","content":"?"}]}""");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(finish is null ? HttpStatusCode.BadGateway : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(finish, (string?)answer["choices"]?[0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("logit_bias", """{"logit_bias":{"1":2},"messages":[{"role":"user","content":"?"}],"model":"on-gemini"}""")]
    [InlineData("stop", """{"stop":["1","2","3","4","5","6"],"messages":[{"role":"user","content":"?"}],"model":"on-gemini"}""")]
    public async Task What_Google_does_not_know_is_refused_by_name(string field, string request)
    {
        using var response = await _rig.PostToAsync(Chats, request);

        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["param"]));
        Assert.Empty(_rig.Gemini.Calls);
    }

    [Theory]
    [InlineData(400, "API_KEY_INVALID", null, null, 502, "provider_misconfigured")]
    [InlineData(403, null, null, null, 502, "provider_misconfigured")]
    [InlineData(400, null, "generation_config.temperature", null, 400, "provider_rejected_request")]
    [InlineData(429, null, null, "34", 429, "provider_rate_limited")]
    [InlineData(503, null, null, null, 503, "provider_overloaded")]
    [Trait("Exam", "46")]
    [Trait("Exam", "54")]
    public async Task Each_error_is_told_as_whose_it_is(int status, string? reason, string? field, string? retryAfter, int told, string code)
    {
        _rig.Gemini.Script = new FakeScript { Status = status, ErrorCode = reason, ErrorParam = field, RetryAfter = retryAfter, ErrorMessage = "canary" };

        using var response = await _rig.PostToAsync(Chats, """{"model":"on-gemini","messages":[{"role":"user","content":"?"}]}""");
        var text = await response.Content.ReadAsStringAsync();
        var error = JsonNode.Parse(text)!["error"]!;

        Assert.Equal((told, code), ((int)response.StatusCode, (string)error["code"]!));
        Assert.Equal(retryAfter is null ? null : TimeSpan.FromSeconds(34), status == 429 ? response.Headers.RetryAfter?.Delta : null);
        Assert.Equal(field is null ? null : "generation_config", (string?)error["param"]);
        Assert.DoesNotContain("canary", text);
    }

    private async Task<JsonNode> ChatAsync(string body)
    {
        using var response = await _rig.PostToAsync(Chats, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private JsonNode Sent() => JsonNode.Parse(_rig.Gemini.Calls.Last().Body.GetRawText())!;

    private static JsonNode NewSent(string upstreamModel, string request)
    {
        var (call, refusal) = TranslationBench.Call(new ChatCompletions(), request);
        Assert.Null(refusal);
        var deployment = new DeploymentEntry(1, new ProviderEntry(1, "fake", "gemini", null, null, "TR", null, null, []), upstreamModel, 1, 100);
        var (load, unable) = new ChatTranslation(new GeminiProviderForm()).Prepare(call, deployment);
        Assert.True(unable is null, unable?.Message);
        return JsonNode.Parse(Encoding.UTF8.GetString(load!.Value.Content.ReadAsByteArrayAsync().Result))!;
    }
}
