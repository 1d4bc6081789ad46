using System.Text.Json.Nodes;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

/// <summary>Responses in front of providers that know chats only.</summary>
[Trait("Database", "Any")]
public sealed class ResponsesTranslationTests
{
    private const string Stream = """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"Düşün"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"İyi "},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"günler 👋"},"logprobs":{"content":[{"token":"g","logprob":-0.5,"bytes":[103],"top_logprobs":[]}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":"{}"}}]}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":7}}

        data: [DONE]


        """;

    private static readonly ProviderForm Chats = new ChatProviderForm("openai-compatible");

    [Fact]
    [Trait("Exam", "47")]
    public void Events_come_in_the_APIs_order_for_every_split()
    {
        var passages = TranslationBench.Passages(new Responses(), Chats, """{"model":"solo","input":"Hello","stream":true,"include":["message.output_text.logprobs"]}""");

        var events = TranslationBench.Events(TranslationBench.SameForEverySplit(passages, Stream));

        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
                "response.completed",
            ],
            events.Select(e => e.GetProperty("type").GetString()!));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => e.GetProperty("sequence_number").GetInt32()));
        var response = events[^1].GetProperty("response");
        Assert.Equal(["reasoning", "message", "function_call"], response.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("type").GetString()!));
        Assert.Equal("İyi günler 👋", response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("g", response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("logprobs")[0].GetProperty("token").GetString());
        Assert.Equal(("completed", 9, 7, false), (
            response.GetProperty("status").GetString(), response.GetProperty("usage").GetProperty("input_tokens").GetInt32(),
            response.GetProperty("usage").GetProperty("output_tokens").GetInt32(), response.GetProperty("store").GetBoolean()));
    }

    [Fact]
    public void A_whole_response_tells_what_was_asked_and_why_it_ended()
    {
        var passage = TranslationBench.Translate(
            new Responses(), Chats, """{"model":"solo","input":"Hello","max_output_tokens":5,"temperature":0.5,"tools":[{"type":"function","name":"a","parameters":null,"strict":false}]}""").Passage!;

        var response = TranslationBench.Whole(passage, """{"choices":[{"index":0,"message":{"role":"assistant","content":"Mer","refusal":null},"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":5}}""");

        Assert.Equal(("incomplete", "max_output_tokens", 5, 0.5), (
            response.GetProperty("status").GetString(), response.GetProperty("incomplete_details").GetProperty("reason").GetString(),
            response.GetProperty("max_output_tokens").GetInt32(), response.GetProperty("temperature").GetDouble()));
        Assert.Equal("a", response.GetProperty("tools")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void What_a_response_held_can_be_sent_back_with_its_seals()
    {
        var body = """
            {"model":"solo","instructions":"Be brief.","input":[
              {"role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"},
                {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"s.o:reasoning_content"},
              {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"A cat","annotations":[],"logprobs":[]}]},
              {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{}","status":"completed"},
              {"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"sunny"},{"type":"input_image","image_url":"https://example.org/sun.png"}]}],
             "text":{"format":{"type":"json_schema","name":"answer","schema":{"type":"object"},"strict":false},"verbosity":"low"},
             "reasoning":{"effort":"high","summary":"auto"},"tools":[{"type":"function","name":"weather","description":"d","parameters":{"type":"object"},"strict":true}],
             "tool_choice":{"type":"function","name":"weather"},"parallel_tool_calls":false,"top_p":0.5,"store":false,"truncation":"disabled","include":["reasoning.encrypted_content"]}
            """;

        var (sent, _, refusal) = TranslationBench.Translate(new Responses(), Chats, body);

        Assert.Null(refusal);
        var expected = JsonNode.Parse("""
            {"model":"fake-large","messages":[{"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"}},
                {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]},
              {"role":"assistant","content":"A cat","reasoning_content":"Hm.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"sunny"},
              {"role":"user","content":[{"type":"text","text":"From the result of the tool weather:"},{"type":"image_url","image_url":{"url":"https://example.org/sun.png"}}]}],
             "top_p":0.5,"reasoning_effort":"high","verbosity":"low","tools":[{"type":"function","function":{"name":"weather","description":"d","parameters":{"type":"object"},"strict":true}}],
             "tool_choice":{"type":"function","function":{"name":"weather"}},"parallel_tool_calls":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":false}}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(sent.GetRawText())), sent.GetRawText());
    }

    [Theory]
    [InlineData(""","colour":1""", "colour")]
    [InlineData(""","input":[{"type":"item_reference","id":"a"}]""", "input[0]")]
    [InlineData(""","input":[{"type":"web_search_call","id":"a"}]""", "input[0].type")]
    [InlineData(""","input":[{"role":"user","content":[{"type":"input_image","file_id":"file-1"}]}]""", "input[0].content[0].file_id")]
    [InlineData(""","text":{"format":{"type":"text","colour":1}}""", "text.format.colour")]
    [InlineData(""","truncation":"auto" """, "truncation")]
    [InlineData(""","tools":[{"type":"custom","name":"x"}]""", "tools[0].type")]
    [InlineData(""","include":["everything"]""", "include[0]")]
    public void What_cannot_be_carried_is_refused_by_name(string fields, string field)
    {
        var input = fields.Contains("\"input\"", StringComparison.Ordinal) ? "" : ""","input":"Hello" """;

        var refusal = TranslationBench.Translate(new Responses(), Chats, $$"""{"model":"solo"{{input}}{{fields}}}""").Refusal;

        Assert.Equal((RefusalKind.InvalidField, field), (refusal!.Kind, refusal.Param));
    }

    [Fact]
    [Trait("Exam", "47")]
    public void A_response_that_passes_is_metered_the_same_for_every_split()
    {
        const string events = """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","usage":null,"output":[]}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"m","output_index":0,"content_index":0,"delta":"İyi 👋","logprobs":[]}

            event: response.completed
            data: {"type":"response.completed","sequence_number":2,"response":{"id":"r","output":[{"type":"message","content":[{"type":"output_text","text":"\"usage\":{"}]}],"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3}}}}


            """;
        var call = TranslationBench.Call(new Responses(), """{"model":"solo","input":"Hello","stream":true}""").Call;

        var passed = TranslationBench.SameForEverySplit(() => new ResponsesPassage(call), events, step: 13);

        Assert.Equal(events.ReplaceLineEndings("\n"), passed);
        var usage = TranslationBench.Stream(new ResponsesPassage(call), System.Text.Encoding.UTF8.GetBytes(events.ReplaceLineEndings("\n"))).Usage;
        Assert.Equal((5L, 4L, 7L, 3L), (usage.Input, usage.CachedInput, usage.Output, usage.Reasoning));
    }
}
