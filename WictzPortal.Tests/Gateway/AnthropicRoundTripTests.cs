using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WictzPortal.Gateway;
using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Tests.Gateway;

/// <summary>What Anthropic's form reads, it writes again as it was; and blocks come one after the other however steps arrive.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicRoundTripTests
{
    private const string Ask = """ "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}] """;
    private const string Tools = """ "tools":[{"name":"a","description":"d","input_schema":{"type":"object","properties":{"x":{"type":"string"}}},"cache_control":{"type":"ephemeral"}},{"name":"b","input_schema":{"type":"object"},"strict":false}] """;
    private const string Called = """
        "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hmm","signature":"ErUB=="},{"type":"redacted_thinking","data":"Zm9v"},{"type":"text","text":"Wait."},
          {"type":"tool_use","id":"toolu_1","name":"a","input":{"x":"1"}},{"type":"tool_use","id":"toolu_2","name":"b","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"fine"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]},
          {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"And?"}]}]
        """;

    [Theory]
    [InlineData(Ask)]
    [InlineData(Ask + """, "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"And kind."}] """)]
    [InlineData(Ask + """, "temperature":0.5,"top_p":0.9,"top_k":40,"stop_sequences":["a","b"] """)]
    [InlineData(Ask + """, "metadata":{"user_id":"u-1"} """)]
    [InlineData(Ask + """, "thinking":{"type":"enabled","budget_tokens":2000} """)]
    [InlineData(Ask + """, "thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"high"} """, "claude-opus-4-7")]
    [InlineData(Ask + """, "thinking":{"type":"adaptive","display":"summarized"} """, "claude-opus-4-7")]
    [InlineData(Ask + """, "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer","description":"n"}}},"required":["a"],"additionalProperties":false}}} """)]
    [InlineData(Ask + "," + Tools)]
    [InlineData(Ask + "," + Tools + """, "tool_choice":{"type":"any","disable_parallel_tool_use":true} """)]
    [InlineData(Ask + "," + Tools + """, "tool_choice":{"type":"tool","name":"b"} """)]
    [InlineData(Ask + "," + Tools + """, "tool_choice":{"type":"none"} """)]
    [InlineData(Called + "," + Tools)]
    [InlineData(Called + "," + Tools + """, "thinking":{"type":"enabled","budget_tokens":1024} """)]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/"},"cache_control":{"type":"ephemeral"}}]}] """)]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"document","title":"T","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},{"type":"document","source":{"type":"url","url":"https://example.org/a.pdf"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"İzmir"}}]}] """)]
    public void A_request_comes_back_as_it_was(string fields, string model = "claude-sonnet-4-5")
    {
        var body = $$"""{"model":"{{model}}","max_tokens":4000,{{fields}}}""".Replace(""","strict":false""", "", StringComparison.Ordinal);
        using var document = JsonDocument.Parse(body);
        using var conversation = new Conversation(document);
        using var call = NewCall();
        var reading = new Fields();
        conversation.MaxTokens = 4000;
        new MessagesRequestReader(reading, conversation, isSecond: false).Read(document.RootElement);
        Assert.Null(reading.Refusal);

        var output = new ArrayBufferWriter<byte>();
        var form = new AnthropicProviderForm();
        using (var json = new Utf8JsonWriter(output))
        {
            Assert.Null(form.Write(conversation, call, Deployment(model), json));
        }

        Assert.Null(form.Unable(conversation));
        var written = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.True(JsonElement.DeepEquals(document.RootElement, JsonElement.Parse(written)), written);
    }

    [Theory]
    [InlineData(""" "temperature":1 """, "temperature", true)]
    [InlineData(""" "top_k":1 """, "top_k", true)]
    [InlineData(""" "max_tokens_to_sample":1 """, "max_tokens_to_sample", false)]
    [InlineData(""" "system":[{"type":"image"}] """, "system[0].type", false)]
    [InlineData(""" "metadata":{"other":1} """, "metadata.other", false)]
    [InlineData(""" "tools":[{"type":"bash_20250124","name":"bash"}] """, "tools[0].type", false)]
    [InlineData(""" "thinking":{"type":"between_tools"} """, "thinking.type", false)]
    [InlineData(""" "context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]} """, "context_management.edits[0]", false)]
    public void What_cannot_be_carried_is_named(string fields, string named, bool isSecond)
    {
        using var document = JsonDocument.Parse($$"""{{{Ask}},{{fields}}}""");
        using var conversation = new Conversation(document);
        var reading = new Fields();

        new MessagesRequestReader(reading, conversation, isSecond).Read(document.RootElement);

        Assert.Equal(named, reading.Refusal?.Param);
    }

    [Fact]
    [Trait("Exam", "51")]
    public void Tools_that_interleave_come_out_one_after_the_other()
    {
        using var call = NewCall();
        var (writer, output) = (new MessagesWriter(call), new ArrayBufferWriter<byte>());
        AnswerEvent[] steps =
        [
            AnswerEvent.OfText(0, "Wait."), AnswerEvent.OfCall(0, 0, new ToolCallPart("c0", "a", "")), AnswerEvent.OfArguments(0, 0, "{\"x\":"),
            AnswerEvent.OfCall(0, 1, new ToolCallPart("c1", "b", "")), AnswerEvent.OfArguments(0, 1, "{\"y\":"), AnswerEvent.OfArguments(0, 0, "1}"),
            AnswerEvent.OfCall(0, 2, new ToolCallPart("c.2", "c", "") { Signature = "g:seal" }), AnswerEvent.OfArguments(0, 1, "2}"),
            AnswerEvent.OfText(0, "Done."), AnswerEvent.OfFinish(0, FinishReason.Stop),
        ];

        writer.Begin(default, output);
        foreach (var step in steps)
        {
            writer.Write(step, output);
        }

        writer.End(new TokenCounts(5, 4, 3, 2, 7, 1, 0, 0), output);

        var events = Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(e => JsonElement.Parse(e[(e.IndexOf("data: ", StringComparison.Ordinal) + 6)..])).ToList();
        Assert.Equal(
            ["text", "tool_use", "tool_use", "tool_use", "text"],
            events.Where(e => Type(e) == "content_block_start").Select(e => e.GetProperty("content_block").GetProperty("type").GetString()));
        Assert.Equal([0, 1, 2, 3, 4], events.Where(e => Type(e) == "content_block_stop").Select(e => e.GetProperty("index").GetInt32()));
        Assert.Equal(["{\"x\":", "1}", "{\"y\":", "2}"], Deltas(events, "partial_json"));
        Assert.Equal(["Wait.", "Done."], Deltas(events, "text"));
        Assert.Matches("^[A-Za-z0-9_-]+$", events.Where(e => Type(e) == "content_block_start").ElementAt(3).GetProperty("content_block").GetProperty("id").GetString());
        Assert.Equal("tool_use", events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
        var usage = events[^2].GetProperty("usage");
        Assert.Equal((5, 5, 4, 7), (Count(usage, "input_tokens"), Count(usage, "cache_creation_input_tokens"), Count(usage, "cache_read_input_tokens"), Count(usage, "output_tokens")));
        Assert.True(Count(events[0].GetProperty("message").GetProperty("usage"), "input_tokens") >= 1);
    }

    private static int Count(JsonElement usage, string name) => usage.GetProperty(name).GetInt32();

    private static string? Type(JsonElement step) => step.GetProperty("type").GetString();

    private static IEnumerable<string?> Deltas(List<JsonElement> events, string field) =>
        from step in events
        where Type(step) == "content_block_delta" && step.GetProperty("delta").TryGetProperty(field, out _)
        select step.GetProperty("delta").GetProperty(field).GetString();

    private static GatewayCall NewCall() => new(new DefaultHttpContext(), new Messages(), TimeProvider.System) { Request = { Model = "m", Choices = 1 } };

    private static DeploymentEntry Deployment(string model) =>
        new(1, new ProviderEntry(1, "anthropic", "anthropic", null, null, "US", null, null, []), model, 1, 100);
}
