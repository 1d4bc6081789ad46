using System.Buffers;
using System.Text;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

/// <summary>Anthropic's streams, cut in every way a network may cut them.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicSplitTests
{
    private const string Events = """
        event: message_start
        data: {"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":9,"cache_creation_input_tokens":5,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3},"output_tokens":1}}}

        : a comment

        event: ping
        data: {"type": "ping"}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hmm 👋"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"ErUB=="}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,
        data: "delta":{"type":"text_delta","text":"İyi \"usage\":{ günler"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"gün","document_title":"D"}}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: content_block_start
        data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"İz"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"mir\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":2}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":9,"cache_creation_input_tokens":5,"cache_read_input_tokens":4,"output_tokens":21}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [Trait("Exam", "26")]
    [Trait("Exam", "47")]
    public void Every_split_gives_the_same_bytes_and_figures(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Events.ReplaceLineEndings(lineEnd));
        var whole = Pass([bytes]);
        Assert.Equal(Events.ReplaceLineEndings(lineEnd).Replace($": a comment{lineEnd}{lineEnd}", "", StringComparison.Ordinal), whole.Out);
        Assert.Equal(new ReportedUsage { Input = 9, CachedInput = 4, CacheWrite5m = 2, CacheWrite1h = 3, Output = 21 }, whole.Usage);
        Assert.Equal(9, whole.Counted);

        for (var first = 1; first < bytes.Length; first++)
        {
            Assert.Equal(whole, Pass([bytes[..first], bytes[first..]]));
        }

        Assert.Equal(whole, Pass([.. bytes.Select(one => new[] { one })]));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [Trait("Exam", "47")]
    public void Every_split_is_read_into_the_same_steps(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Events.ReplaceLineEndings(lineEnd));
        var whole = Steps([bytes]);
        Assert.Equal(
            [
                "Thinking hmm 👋", "ThinkingSignature a:ErUB==", "Text İyi \"usage\":{ günler", "Citation D 0-20", "ToolCall weather toolu_1",
                "ToolArguments {\"city\":\"İz", "ToolArguments mir\"}", "Finish ToolCalls",
            ], whole);

        for (var first = 1; first < bytes.Length; first++)
        {
            Assert.Equal(whole, Steps([bytes[..first], bytes[first..]]));
        }
    }

    [Fact]
    public void A_stream_without_its_last_event_is_not_whole()
    {
        var cut = Events[..Events.IndexOf("event: message_stop", StringComparison.Ordinal)];
        using var stream = new AnswerStream(new MessagesPassage());
        Feed(stream, Encoding.UTF8.GetBytes(cut));

        Assert.Equal(StreamNews.NeedsMore, stream.Pump(new ArrayBufferWriter<byte>()));
        Assert.False(stream.IsWhole);
    }

    private static (string Out, ReportedUsage Usage, long Counted) Pass(IEnumerable<byte[]> pieces)
    {
        using var stream = new AnswerStream(new MessagesPassage());
        var output = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
        {
            Feed(stream, piece);
            if (stream.Pump(output) == StreamNews.SettleNow)
            {
                stream.Release(output);
                stream.Pump(output);
            }
        }

        Assert.True(stream.IsWhole);
        return (Encoding.UTF8.GetString(output.WrittenSpan), stream.Usage, stream.CountedTokens);
    }

    private static List<string> Steps(IEnumerable<byte[]> pieces)
    {
        using var events = new SseEvents();
        var (reader, steps) = (new AnthropicReader(), new List<AnswerEvent>());
        foreach (var piece in pieces)
        {
            for (var at = 0; at < piece.Length;)
            {
                var memory = events.GetMemory();
                var count = Math.Min(memory.Length, piece.Length - at);
                piece.AsMemory(at, count).CopyTo(memory);
                events.Advance(count);
                at += count;
            }

            while (events.TryRead(out _, out var data))
            {
                Assert.True(data.IsEmpty || reader.ReadEvent(data, steps) == Reading.Fine);
            }
        }

        Assert.True(reader is { IsFinal: true, IsFinished: true });
        return [.. steps.Select(Told)];
    }

    private static string Told(AnswerEvent step) => step.Kind switch
    {
        AnswerEventKind.ToolCall => $"{step.Kind} {step.Call!.Name} {step.Call.Id}",
        AnswerEventKind.Citation => $"{step.Kind} {step.Citation!.Title} {step.Citation.Start}-{step.Citation.End}",
        AnswerEventKind.Finish => $"{step.Kind} {step.Finish}",
        _ => $"{step.Kind} {step.Text}",
    };

    private static void Feed(AnswerStream stream, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var memory = stream.Events.GetMemory();
            var count = Math.Min(memory.Length, bytes.Length - at);
            bytes.AsMemory(at, count).CopyTo(memory);
            stream.Events.Advance(count);
            at += count;
        }
    }
}
