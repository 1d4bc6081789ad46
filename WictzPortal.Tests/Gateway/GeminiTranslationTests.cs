using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WictzPortal.Gateway;
using WictzPortal.Models;

namespace WictzPortal.Tests.Gateway;

/// <summary>Google's protocol read into the typed form and written from it again: nothing may be lost on the way.</summary>
[Trait("Database", "Any")]
public sealed class GeminiTranslationTests
{
    private const string Hello = """
        {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{"candidateCount":2,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1}}}
        """;

    private const string Stream = """
        : a comment of the provider

        data: {"candidates":[{"content":{"parts":[{"text":"Düşün","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":40,"thoughtsTokenCount":3,"totalTokenCount":43}}

        data: {"candidates":[{"content":{"parts":[{"text":"İyi \"usageMetadata\":{ günler 👋"}],"role":"model"},"index":0}],
        data: "usageMetadata":{"promptTokenCount":40,"candidatesTokenCount":4,"thoughtsTokenCount":3,"totalTokenCount":47}}

        data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"weather","args":{"city":"Iğdır"}},"thoughtSignature":"c2VhbA=="},{"functionCall":{"name":"clock"}}],"role":"model"}},{"content":{"parts":[{"text":"Öbür"}],"role":"model"},"index":1}]}

        data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP"},{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}],"role":"model"},"finishReason":"MAX_TOKENS","index":1}],"usageMetadata":{"promptTokenCount":40,"cachedContentTokenCount":16,"candidatesTokenCount":21,"thoughtsTokenCount":3,"totalTokenCount":64}}


        """;

    // Each comes out as it went in, whatever spelling it came in.
    public static TheoryData<string> Requests => new(
        """{"contents":[{"role":"user","parts":[{"text":"Merhaba 👋"}]}]}""",
        """{"systemInstruction":{"parts":[{"text":"Be kind."},{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]},{"role":"user","parts":[{"text":"c"}]}]}""",
        """{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},{"inlineData":{"mimeType":"application/pdf","data":"JVBERg=="}},{"text":"?"}]}]}""",
        """{"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"image/webp","fileUri":"https://example.org/a.webp"}}]}]}""",
        """{"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://example.org/a"}},{"inlineData":{"mimeType":"audio/wav","data":"UklGRg=="}}]}]}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"temperature":0.5,"topP":0.9,"topK":40,"seed":7,"presencePenalty":0.5,"frequencyPenalty":-0.5,"candidateCount":2,"maxOutputTokens":300,"stopSequences":["X","Y"],"responseLogprobs":true,"logprobs":3}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"n":{"type":["integer","null"]}},"required":["n"],"additionalProperties":false}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"responseMimeType":"application/json"}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2048}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"weather","description":"d","parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}}}},{"name":"clock"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"clock"}]}],"toolConfig":{"functionCallingConfig":{"mode":"NONE"}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"clock"}]}],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}}}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"hm","thought":true,"thoughtSignature":"c2VhbA=="},{"text":"b","thoughtSignature":"c2VhbDI="},{"functionCall":{"name":"weather","args":{"city":"İzmir"}},"thoughtSignature":"c2VhbDM="},{"functionCall":{"name":"weather","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"output":"sun"}}},{"functionResponse":{"name":"weather","response":{"temperature":21,"wind":{"speed":3}}}},{"text":"c"}]}]}""",
        """{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"clock","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"clock","response":{"error":"none here"}}}]},{"role":"model","parts":[{"functionCall":{"name":"clock","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"clock","response":{"result":12}}}]}]}""");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_request_comes_out_as_it_went_in(string request)
    {
        var (camel, snake) = (Sent(request), Sent(Snake(JsonNode.Parse(request)!).ToJsonString()));

        Assert.True(JsonNode.DeepEquals(Normal(request), camel), camel.ToJsonString());
        Assert.True(JsonNode.DeepEquals(camel, snake), snake.ToJsonString());
    }

    [Fact]
    [Trait("Exam", "47")]
    public void Every_split_of_a_provider_s_stream_gives_the_same()
    {
        var array = JsonNode.Parse(TranslationBench.SameForEverySplit(Made("").Passages(new GeminiProviderForm()), Stream, step: 97))!.AsArray();

        var parts = array.SelectMany(chunk => chunk!["candidates"]!.AsArray())
            .SelectMany(candidate => candidate!["content"]!["parts"]!.AsArray().Select(part => (Index: (int)candidate["index"]!, Part: part!))).ToList();
        Assert.Equal("İyi \"usageMetadata\":{ günler 👋", TextOf(parts, 0, isThought: false));
        Assert.Equal("Düşün", TextOf(parts, 0, isThought: true));
        Assert.Equal("Öbür", TextOf(parts, 1, isThought: false));
        var calls = parts.Where(one => one.Part["functionCall"] is not null).Select(one => one.Part).ToList();
        Assert.Equal(["""{"city":"Iğdır"}""", "{}"], calls.Select(call => call["functionCall"]!["args"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
        Assert.Equal(("c2VhbA==", 2), ((string?)calls[0]["thoughtSignature"], calls.Select(call => (string)call["functionCall"]!["id"]!).Distinct().Count()));
        var last = array[^1]!;
        Assert.Equal(["STOP", "MAX_TOKENS"], last["candidates"]!.AsArray().Select(candidate => (string)candidate!["finishReason"]!));
        Assert.Equal((40, 16, 21, 3, 64), Figures(last["usageMetadata"]!));
    }

    [Theory]
    [InlineData("?alt=sse")]
    [InlineData("")]
    [Trait("Exam", "26")]
    [Trait("Exam", "47")]
    public void Every_split_of_a_stream_that_passes_gives_the_same(string query)
    {
        var made = Made(query);
        var text = TranslationBench.SameForEverySplit(() => made.Call.Operation!.Pass(made.Call), Stream, step: 97);

        var chunks = query.Length == 0 ? JsonNode.Parse(text)!.AsArray().Select(chunk => chunk!).ToList()
            : [.. text.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(one => JsonNode.Parse(one["data: ".Length..])!)];
        Assert.Equal(4, chunks.Count);
        Assert.Contains("c2VhbA==", chunks[2].ToJsonString());
    }

    // An answer read and written again is the same but for its ids.
    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"İyi"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}],"role":"model"},"finishReason":"MAX_TOKENS","index":0},{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"SAFETY","index":1}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"functionCall":{"id":"a","name":"weather","args":{"city":"İzmir"}},"thoughtSignature":"c2VhbA=="},{"functionCall":{"id":"b","name":"clock","args":{}}}],"role":"model"},"finishReason":"STOP","index":0},{"content":{"parts":[{"text":"Öbür"}],"role":"model"},"finishReason":"STOP","citationMetadata":{"citationSources":[{"uri":"https://example.org/","title":"E"}]},"index":1}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Yes"}],"role":"model"},"finishReason":"STOP","avgLogprobs":-0.25,"logprobsResult":{"topCandidates":[{"candidates":[{"token":"Yes","logProbability":-0.25},{"token":"No","logProbability":-1.5}]}],"chosenCandidates":[{"token":"Yes","logProbability":-0.25}]},"index":0},{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":1}]}""")]
    public void An_answer_comes_out_as_it_went_in(string answer)
    {
        var whole = JsonNode.Parse(TranslationBench.Whole(Made("").Passages(new GeminiProviderForm())(), answer).GetRawText())!.AsObject();
        var usage = whole["usageMetadata"]!;

        foreach (var added in new[] { "usageMetadata", "modelVersion", "responseId" })
        {
            Assert.True(whole.Remove(added));
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), whole), whole.ToJsonString());
        Assert.Equal(0, (int)usage["totalTokenCount"]!);
    }

    [Fact]
    public void A_prompt_that_is_blocked_ends_the_answer_by_the_filter()
    {
        var blocked = TranslationBench.Whole(
            TranslationBench.Passages(new ChatCompletions(), new GeminiProviderForm(), """{"model":"m","messages":[{"role":"user","content":"?"}]}""")(),
            """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}""");

        Assert.Equal("content_filter", blocked.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal((7, 0), (blocked.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), blocked.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("executableCode", """{"contents":[{"parts":[{"executableCode":{"code":"1"}}]}]}""", "contents[0].parts[0].executableCode")]
    [InlineData("audio", """{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"responseModalities":["AUDIO"]}}""", "generationConfig.responseModalities")]
    [InlineData("unknown", """{"contents":[{"parts":[{"text":"a","tone":"warm"}]}]}""", "contents[0].parts[0].tone")]
    [InlineData("unknown", """{"contents":[],"generation_config":{"warmth":1}}""", "generation_config.warmth")]
    [InlineData("file", """{"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/x"}}]}]}""", "contents[0].parts[0].fileData")]
    [InlineData("no call", """{"contents":[{"parts":[{"functionResponse":{"name":"x","response":{}}}]}]}""", "contents[0].parts[0]")]
    public void What_cannot_be_carried_is_refused_by_name(string why, string request, string field)
    {
        var (_, _, refusal) = TranslationBench.Translate(new GenerateContent(streams: false), new ChatProviderForm("openai"), request);

        Assert.True(refusal?.Param == field, $"{why}: {refusal?.Param}");
    }

    [Theory]
    [InlineData("""{"$schema":"x","type":["string","null"],"pattern":"a","const":"b"}""", """{"type":["string","null"],"enum":["b"]}""")]
    [InlineData("""{"definitions":{"A":{"type":"string","minLength":1}},"type":"object","properties":{"a":{"$ref":"#/definitions/A","description":"d"}},"additionalProperties":false}""",
        """{"$defs":{"A":{"type":"string"}},"type":"object","properties":{"a":{"description":"d","anyOf":[{"$ref":"#/$defs/A"}]}},"additionalProperties":false}""")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/A"}],"$defs":{"A":{"oneOf":[{"type":"null"},{"const":3}]}}}""", """{"$ref":"#/$defs/A","$defs":{"A":{"oneOf":[{"type":"null"},{"type":"number","enum":[3]}]}}}""")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"default":{"type":"string","default":"x"}}},"uniqueItems":true}""",
        """{"type":"array","items":{"type":"object","properties":{"default":{"type":"string"}}}}""")]
    public void A_JSON_schema_keeps_what_Google_reads(string schema, string expected)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            GeminiSchema.Write(JsonDocument.Parse(schema).RootElement, json);
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(output.ToArray())), System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Googles_own_dialect_of_schemas_becomes_JSON_schema()
    {
        var schema = GeminiSchema.ToJsonSchema(JsonDocument.Parse("""
            {"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true,"enum":["a"],"format":"enum"},"list":{"type":"ARRAY","items":{"type":"INTEGER"},"max_items":"5"},
             "any":{"anyOf":[{"type":"NUMBER"}],"nullable":true}},"propertyOrdering":["type"],"required":["type"]}
            """).RootElement);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"type":"object","properties":{"type":{"type":["string","null"],"enum":["a",null]},"list":{"type":"array","items":{"type":"integer"},"maxItems":5},
             "any":{"anyOf":[{"type":"number"},{"type":"null"}]}},"required":["type"]}
            """), JsonNode.Parse(schema.GetRawText())), schema.GetRawText());
    }

    [Theory]
    [InlineData("a:sig")]
    [InlineData("o:encrypted+/==")]
    [InlineData("g:c2VhbA==")]
    [InlineData("g:no-base64_§")]
    public void A_seal_comes_back_as_it_was(string marked)
    {
        Assert.Equal((marked, null), GeminiWords.SealFrom(GeminiWords.SealFor(marked)));
        Assert.Equal(GeminiWords.SealFor(marked)[0] is '+' or '/' ? null : marked[..2], GeminiWords.SealFrom(GeminiWords.SealFor(marked).Replace('+', '-').Replace('/', '_')).Seal![..2]);
        Assert.Equal((null, "a:redacted"), GeminiWords.SealFrom(GeminiWords.SealFor("a:redacted", isRedacted: true)));
    }

    private static JsonNode Sent(string request)
    {
        var (sent, _, refusal) = TranslationBench.Translate(new GenerateContent(streams: false), new GeminiProviderForm(), request);
        Assert.True(refusal is null, refusal?.Message);
        return JsonNode.Parse(sent.GetRawText())!;
    }

    // What we always write, said or not.
    private static JsonObject Normal(string request)
    {
        var normal = JsonNode.Parse(request)!.AsObject();
        normal.TryAdd("generationConfig", new JsonObject());
        return normal;
    }

    // Names of fields in the other spelling; names of functions, arguments and properties of schemas are the customer's own.
    private static JsonNode Snake(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(field => KeyValuePair.Create<string, JsonNode?>(
            string.Concat(field.Key.Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString())),
            field.Key is "args" or "response" or "parametersJsonSchema" or "responseJsonSchema" ? field.Value!.DeepClone() : Snake(field.Value!)))),
        JsonArray array => new JsonArray([.. array.Select(item => Snake(item!))]),
        _ => node.DeepClone(),
    };

    private static string TextOf(IEnumerable<(int Index, JsonNode Part)> parts, int index, bool isThought) => string.Concat(
        parts.Where(one => one.Index == index && one.Part["thought"] is not null == isThought).Select(one => (string?)one.Part["text"]));

    private static (int, int, int, int, int) Figures(JsonNode usage) => (
        (int)usage["promptTokenCount"]!, (int)usage["cachedContentTokenCount"]!, (int)usage["candidatesTokenCount"]!, (int)usage["thoughtsTokenCount"]!, (int)usage["totalTokenCount"]!);

    private static Call1 Made(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        var call = new GatewayCall(http, new GenerateContent(streams: true), TimeProvider.System)
        {
            Body = System.Text.Encoding.UTF8.GetBytes(Hello), ModelInAddress = "m",
        };
        Assert.Null(call.Operation!.Scan(call));
        return new Call1(call);
    }

    private sealed record Call1(GatewayCall Call)
    {
        public Func<Passage> Passages(ProviderForm form) => () => new ChatTranslation(form).Prepare(
            Call, new DeploymentEntry(1, new ProviderEntry(1, "fake", "fake", null, null, "TR", null, null, []), "fake-large", 1, 100)).Load!.Value.Passage;
    }
}
