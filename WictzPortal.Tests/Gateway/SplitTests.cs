using System.Buffers;
using System.Text;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class SplitTests
{
    private const string Events = """
        : a comment of the provider

        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"İyi \"usage\":{ günler"},"finish_reason":null}],"usage":null}

        data: {"id":"1","choices":[{"index":0,
        data: "delta":{"content":" 👋"},"finish_reason":null}],"usage":{"prompt_tokens":9,"completion_tokens":1}}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

        data: {"id":"1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4}}}

        data: [DONE]


        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [Trait("Exam", "26")]
    [Trait("Exam", "47")]
    public void Every_split_gives_the_same_bytes_and_figures(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Events.ReplaceLineEndings(lineEnd));
        var whole = Run([bytes]);
        Assert.DoesNotContain("\"choices\":[]", whole.Out);
        Assert.Contains("günler", whole.Out);
        Assert.Equal((5L, 7L, 4L), (whole.Input, whole.Output, whole.Cached));

        for (var first = 1; first < bytes.Length; first++)
        {
            Assert.Equal(whole, Run([bytes[..first], bytes[first..]]));
            for (var second = first + 1; second < bytes.Length; second += 37)
            {
                Assert.Equal(whole, Run([bytes[..first], bytes[first..second], bytes[second..]]));
            }
        }

        Assert.Equal(whole, Run([.. bytes.Select(one => new[] { one })]));
    }

    [Fact]
    public void Nothing_after_the_finishing_event_goes_out_before_the_settlement()
    {
        using var stream = new AnswerStream(new ChatPassage(wantsUsage: true, choices: 1));
        var output = new ArrayBufferWriter<byte>();
        Feed(stream, Encoding.UTF8.GetBytes(Events.ReplaceLineEndings("\n")));

        var news = stream.Pump(output);

        Assert.Equal(StreamNews.SettleNow, news);
        Assert.DoesNotContain("stop", Encoding.UTF8.GetString(output.WrittenSpan));
        stream.Release(output);
        stream.Pump(output);
        Assert.EndsWith("[DONE]\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Contains("\"choices\":[]", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static (string Out, long? Input, long? Output, long Cached, long Counted) Run(IEnumerable<byte[]> pieces)
    {
        using var stream = new AnswerStream(new ChatPassage(wantsUsage: false, choices: 1));
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
        return (Encoding.UTF8.GetString(output.WrittenSpan), stream.Usage.Input, stream.Usage.Output, stream.Usage.CachedInput, stream.CountedTokens);
    }

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
