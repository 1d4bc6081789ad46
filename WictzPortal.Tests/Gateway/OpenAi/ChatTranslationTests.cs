using System.Text.Json.Nodes;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

/// <summary>Chat completions read into the typed form and written from it again: nothing may be lost on the way.</summary>
[Trait("Database", "Any")]
public sealed class ChatTranslationTests
{
    private const string Answer = """
        {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[
          {"index":0,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[
            {"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"İzmir\"}"}},
            {"id":"call_b","type":"function","function":{"name":"clock","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"},
          {"index":1,"message":{"role":"assistant","content":"Merhaba 👋","refusal":null,"annotations":[
            {"type":"url_citation","url_citation":{"start_index":0,"end_index":7,"url":"https://example.org/","title":"Example"}}]},
           "logprobs":{"content":[{"token":"Mer","logprob":-0.25,"bytes":[77,101,114],"top_logprobs":[{"token":"Me","logprob":-2.5,"bytes":null}]}],"refusal":null},
           "finish_reason":"length"}],
         "usage":{"prompt_tokens":100,"completion_tokens":30,"total_tokens":130,"prompt_tokens_details":{"cached_tokens":40,"audio_tokens":5},
          "completion_tokens_details":{"reasoning_tokens":7,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
        """;

    private const string Stream = """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"Düşün"},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"eyim "},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,
        data: "delta":{"content":"İyi \"usage\":{ günler 👋"},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"clock"}}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Iğdır\"}"}}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"id":"1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4}}}

        data: [DONE]


        """;

    private static readonly ProviderForm OpenAi = new ChatProviderForm("openai");

    [Fact]
    [Trait("Exam", "51")]
    public void Every_request_comes_out_as_it_went_in()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var request = new ChatRequestMaker(seed).Make();

            var (sent, _, refusal) = TranslationBench.Translate(new ChatCompletions(), OpenAi, request.ToJsonString());

            Assert.True(refusal is null, $"seed {seed}: {refusal?.Message}");
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(sent.GetRawText()), request), $"seed {seed}:\n{request.ToJsonString()}\n{sent.GetRawText()}");
        }
    }

    [Fact]
    [Trait("Exam", "23")]
    [Trait("Exam", "51")]
    public void A_whole_answer_comes_back_with_everything_in_it()
    {
        var passage = TranslationBench.Translate(new ChatCompletions(), OpenAi, Body(""","n":2""")).Passage!;

        var answer = TranslationBench.Whole(passage, Answer);

        var expected = JsonNode.Parse(Answer)!;
        Assert.True(JsonNode.DeepEquals(expected["choices"], JsonNode.Parse(answer.GetProperty("choices").GetRawText())), answer.GetRawText());
        Assert.True(JsonNode.DeepEquals(expected["usage"], JsonNode.Parse(answer.GetProperty("usage").GetRawText())), answer.GetRawText());
        Assert.Equal("solo", answer.GetProperty("model").GetString());
        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString());
    }

    [Fact]
    [Trait("Exam", "47")]
    [Trait("Exam", "51")]
    public void Every_split_of_a_stream_gives_the_same_and_interleaved_calls_keep_their_arguments()
    {
        var passages = TranslationBench.Passages(
            new ChatCompletions(), new ChatProviderForm("openai-compatible"), Body(""","stream":true,"stream_options":{"include_usage":true}"""));

        var events = TranslationBench.Events(TranslationBench.SameForEverySplit(passages, Stream));

        var deltas = events.SelectMany(e => e.GetProperty("choices").EnumerateArray()).Select(c => c.GetProperty("delta")).ToList();
        string Joined(string field) => string.Concat(deltas.Where(d => d.TryGetProperty(field, out _)).Select(d => d.GetProperty(field).GetString()));
        string Arguments(int tool) => string.Concat(
            deltas.Where(d => d.TryGetProperty("tool_calls", out _)).Select(d => d.GetProperty("tool_calls")[0])
                .Where(call => call.GetProperty("index").GetInt32() == tool).Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal("Düşüneyim ", Joined("reasoning_content"));
        Assert.Equal("İyi \"usage\":{ günler 👋", Joined("content"));
        Assert.Equal(("{\"city\":\"Iğdır\"}", "{}"), (Arguments(0), Arguments(1)));
        Assert.Equal((9, 7, 4), (
            events[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), events[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32(),
            events[^1].GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32()));
        Assert.Equal("tool_calls", events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData(""","colour":"red" """, "colour")]
    [InlineData(""","messages":[{"role":"user","content":"a","colour":1}]""", "messages[0].colour")]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://example.org/a.png","size":1}}]}]""", "messages[0].content[1].image_url.size")]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://example.org/a.png"}}]}]""", "messages[0].content[0].image_url.url")]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]""", "messages[0].content[0].file.file_id")]
    [InlineData(""","messages":[{"role":"user","content":"a"},{"role":"tool","tool_call_id":"call_x","content":"b"}]""", "messages[1].tool_call_id")]
    [InlineData(""","messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]}]""", "messages[1].tool_calls[0].function.arguments")]
    [InlineData(""","tools":[{"type":"custom","custom":{"name":"x"}}]""", "tools[0]")]
    [InlineData(""","tools":[{"type":"web_search"}]""", "tools")]
    [InlineData(""","response_format":{"type":"yaml"}""", "response_format")]
    [InlineData(""","reasoning_effort":"huge" """, "reasoning_effort")]
    [InlineData(""","logit_bias":{"50256":-100}""", "logit_bias")]
    [InlineData(""","modalities":["text","audio"]""", "modalities")]
    [InlineData(""","service_tier":"priority" """, "service_tier")]
    [InlineData(""","web_search_options":{}""", "web_search_options")]
    [InlineData(""","store":true""", "store")]
    public void What_cannot_be_carried_is_refused_by_name(string fields, string field)
    {
        var refusal = TranslationBench.Translate(new ChatCompletions(), OpenAi, Body(fields)).Refusal;

        Assert.Equal((RefusalKind.InvalidField, field), (refusal!.Kind, refusal.Param));
        Assert.StartsWith($"'{field}' ", refusal.Message);
    }

    [Theory]
    [InlineData("""{"stop":"END"}""", """["END"]""", "stop")]
    [InlineData("""{"max_tokens":7}""", "7", "max_completion_tokens")]
    [InlineData("""{"functions":[{"name":"f"}],"function_call":{"name":"f"}}""", """{"type":"function","function":{"name":"f"}}""", "tool_choice")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}}}""", """[{"type":"function","function":{"name":"b"}}]""", "tools")]
    [InlineData("""{"temperature":null,"tools":null,"stop":null,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"refusal":null,"tool_calls":null},{"role":"user","content":"b"}]}""", """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]""", "messages")]
    [InlineData("""{"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"developer","content":"c"}]}""", """[{"role":"system","content":"a\n\nc"},{"role":"user","content":"b"}]""", "messages")]
    public void Every_legal_form_is_read(string fields, string expected, string field)
    {
        var body = (JsonObject)JsonNode.Parse(Body(""))!;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(fields)!)
        {
            body[name] = value?.DeepClone();
        }

        var (sent, _, refusal) = TranslationBench.Translate(new ChatCompletions(), OpenAi, body.ToJsonString());

        Assert.Null(refusal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(sent.GetProperty(field).GetRawText())), sent.GetRawText());
    }

    [Fact]
    public void Servers_that_copy_the_protocol_loosely_are_understood()
    {
        var passage = TranslationBench.Translate(new ChatCompletions(), OpenAi, Body("")).Passage!;

        var message = TranslationBench.Whole(passage, """
            {"choices":[{"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"So"}],
              "tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},{"index":0,"id":"1","function":{"name":"b","arguments":""}},{"index":0,"id":"2","function":{"name":"c"}}]},
              "finish_reason":"stop"}]}
            """).GetProperty("choices")[0];

        Assert.Equal(("Hm.", "So"), (message.GetProperty("message").GetProperty("reasoning_content").GetString(), message.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal("tool_calls", message.GetProperty("finish_reason").GetString());
        var calls = message.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function")).ToList();
        Assert.Equal(["a", "b", "c"], calls.Select(call => call.GetProperty("name").GetString()!));
        Assert.Equal(["""{"x":1}""", "{}", "{}"], calls.Select(call => call.GetProperty("arguments").GetString()!));
    }

    [Theory]
    [InlineData("""{"error":{"message":"no","code":429}}""", false, true)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"error"}]}""", false, true)]
    [InlineData("""{"choices":[{"delta":{"content":""", false, false)]
    public void An_error_or_half_an_event_is_no_answer(string data, bool readable, bool error)
    {
        var passage = TranslationBench.Translate(new ChatCompletions(), OpenAi, Body("")).Passage!;

        var facts = passage.Read(System.Text.Encoding.UTF8.GetBytes(data));

        Assert.Equal((readable, error), (facts.IsReadable, facts.IsError));
    }

    [Fact]
    public void Thoughts_go_back_to_whoever_showed_them_and_to_nobody_else()
    {
        const string history = """
            ,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_details":[
              {"type":"reasoning.text","text":"mine","signature":"o:reasoning_content"},{"type":"reasoning.text","text":"other","signature":"a:xyz"}]},{"role":"user","content":"c"}]
            """;

        var loose = TranslationBench.Translate(new ChatCompletions(), new ChatProviderForm("openai-compatible"), Body(history)).Sent.GetProperty("messages")[1];
        var strict = TranslationBench.Translate(new ChatCompletions(), OpenAi, Body(history)).Sent.GetProperty("messages")[1];

        Assert.Equal("mine", loose.GetProperty("reasoning_content").GetString());
        Assert.DoesNotContain("other", loose.GetRawText());
        Assert.Equal("""{"role":"assistant","content":"b"}""", strict.GetRawText());
    }

    private static string Body(string fields) => fields.Contains("\"messages\"", StringComparison.Ordinal)
        ? $$"""{"model":"solo"{{fields}}}"""
        : $$"""{"model":"solo","messages":[{"role":"user","content":"Hello"}]{{fields}}}""";
}
