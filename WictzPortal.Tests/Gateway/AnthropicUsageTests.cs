using System.Text;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

/// <summary>
/// Anthropic's usage objects, their buckets and what they cost, worked out by hand at 4125 micros an input token, 1031.25 a cached one,
/// 5156.25 and 8250 a written one, and 16500 an output token.
/// </summary>
[Trait("Database", "Any")]
public sealed class AnthropicUsageTests
{
    [Theory]
    [InlineData("""{"input_tokens":10,"output_tokens":5}""", 10, 0, 0, 0, 5, 123_750)]
    [InlineData("""{"input_tokens":0,"output_tokens":0}""", 0, 0, 0, 0, 0, 0)]
    [InlineData("""{"input_tokens":10,"cache_read_input_tokens":100,"output_tokens":5}""", 10, 100, 0, 0, 5, 226_875)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"output_tokens":5}""", 10, 0, 100, 0, 5, 639_375)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":0},"output_tokens":5}""", 10, 0, 100, 0, 5, 639_375)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":100},"output_tokens":5}""", 10, 0, 0, 100, 5, 948_750)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40},"output_tokens":5}""", 10, 0, 60, 40, 5, 763_125)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_1h_input_tokens":40},"output_tokens":5}""", 10, 0, 60, 40, 5, 763_125)]
    [InlineData("""{"input_tokens":10,"cache_creation_input_tokens":100,"cache_creation":null,"output_tokens":5}""", 10, 0, 100, 0, 5, 639_375)]
    [InlineData("""{"input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":7,"ephemeral_1h_input_tokens":8},"output_tokens":5}""", 10, 0, 7, 8, 5, 225_844)]
    [InlineData("""{"input_tokens":1000,"cache_read_input_tokens":null,"cache_creation_input_tokens":null,"output_tokens":1}""", 1000, 0, 0, 0, 1, 4_141_500)]
    [InlineData("""{"input_tokens":3,"cache_read_input_tokens":20000,"cache_creation_input_tokens":500,"output_tokens":800,"service_tier":"standard"}""", 3, 20_000, 500, 0, 800, 36_415_500)]
    [InlineData("""{"input_tokens":10,"output_tokens":50,"output_tokens_details":{"thinking_tokens":45}}""", 10, 0, 0, 0, 50, 866_250)]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"server_tool_use":{"web_search_requests":3},"future":[{"input_tokens":9}]}""", 10, 0, 0, 0, 5, 123_750)]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"iterations":[{"type":"compaction","input_tokens":900,"output_tokens":40},{"type":"message","input_tokens":10,"output_tokens":5}]}""", 910, 0, 0, 0, 45, 4_496_250)]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"iterations":[{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":4,"cache_creation_input_tokens":6,"cache_creation":{"ephemeral_1h_input_tokens":6}}]}""", 10, 4, 0, 6, 5, 177_375)]
    [InlineData("""{"input_tokens":-4,"output_tokens":5}""", 8, 0, 0, 0, 5, 115_500)]
    [InlineData("""{"input_tokens":10,"output_tokens":"5"}""", 10, 0, 0, 0, 2, 74_250)]
    [Trait("Exam", "3")]
    [Trait("Exam", "23")]
    [Trait("Exam", "24")]
    public void Each_object_has_its_buckets_and_its_cost(string usage, long input, long cached, long written5m, long written1h, long output, long micros)
    {
        var reported = Read($$"""{"type":"message","content":[],"usage":{{usage}}}""");

        // Where a figure makes no sense, eight tokens of input and two of output stand in for it.
        var tokens = reported.ToTokens(8, 2);

        Assert.Equal((input, cached, written5m, written1h, output), (tokens.Input, tokens.CachedInput, tokens.CacheWrite5m, tokens.CacheWrite1h, tokens.Output));
        var cost = (tokens.Input * 4125m) + (tokens.CachedInput * 1031.25m) + (tokens.CacheWrite5m * 5156.25m) + (tokens.CacheWrite1h * 8250m) + (tokens.Output * 16_500m);
        Assert.Equal(micros, (long)Math.Round(cost, MidpointRounding.AwayFromZero));
    }

    [Fact]
    [Trait("Exam", "26")]
    public void Later_figures_replace_earlier_ones_and_the_split_survives()
    {
        var passage = new MessagesPassage();
        Read(passage, """{"type":"message_start","message":{"usage":{"input_tokens":5,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40},"output_tokens":3}}}""");
        var early = Read(passage, """{"type":"message_delta","delta":{},"usage":{"output_tokens":9}}""");

        var last = Read(passage, """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":7,"cache_creation_input_tokens":100,"cache_read_input_tokens":2,"output_tokens":12}}""");

        Assert.Null(early.Output);
        Assert.Equal(new ReportedUsage { Input = 7, CachedInput = 2, CacheWrite5m = 60, CacheWrite1h = 40, Output = 12 }, last);
    }

    private static ReportedUsage Read(string message) => new MessagesPassage().ReadWhole(Encoding.UTF8.GetBytes(message)).Usage;

    private static ReportedUsage Read(MessagesPassage passage, string step) => passage.Read(Encoding.UTF8.GetBytes(step)).Usage;
}
