using System.Text;
using System.Text.Json;
using WictzPortal.Gateway;
using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Tests.Gateway;

/// <summary>The figures of OpenAI and of those who copy it into buckets and kuruş, each worked out by hand.</summary>
[Trait("Database", "Any")]
public sealed class OpenAiUsageTests
{
    // Lira per million: input 40, cached 10, cache write 50, output 160, audio in 80, audio out 320.
    private static readonly TokenPrices Prices = new(40, 10, 50, 80, 160, 80, 320);

    [Theory]
    [Trait("Exam", "3")]
    [Trait("Exam", "23")]
    // usage | input, cached, written, output, thoughts, audio in, audio out | micro-lira
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}""", 100, 0, 0, 20, 0, 0, 0, 7_200)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":60}}""", 40, 60, 0, 20, 0, 0, 0, 5_400)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":50,"completion_tokens_details":{"reasoning_tokens":30}}""", 100, 0, 0, 50, 30, 0, 0, 12_000)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":0}""", 100, 0, 0, 0, 0, 0, 0, 4_000)]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0}""", 0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":70,"prompt_tokens_details":{"audio_tokens":30,"cached_tokens":10},"completion_tokens_details":{"audio_tokens":50,"reasoning_tokens":5}}""",
        60, 10, 0, 20, 5, 30, 50, 24_100)]
    [InlineData("""{"input_tokens":100,"input_tokens_details":{"cached_tokens":25},"output_tokens":40,"output_tokens_details":{"reasoning_tokens":40},"total_tokens":140}""",
        75, 25, 0, 40, 40, 0, 0, 9_650)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":700}}""", 0, 100, 0, 20, 0, 0, 0, 4_200)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":null,"completion_tokens_details":null}""", 100, 0, 0, 20, 0, 0, 0, 7_200)]
    // DeepSeek
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36}""", 36, 64, 0, 20, 0, 0, 0, 5_280)]
    // xAI: thoughts beside the completion
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":150,"completion_tokens_details":{"reasoning_tokens":30}}""", 100, 0, 0, 50, 30, 0, 0, 12_000)]
    // OpenRouter: what was written to a cache is inside the prompt
    [InlineData("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":50},"cost":0.01}""", 40, 10, 50, 20, 0, 0, 0, 7_400)]
    // Groq tells times beside the figures
    [InlineData("""{"queue_time":0.01,"prompt_tokens":7,"prompt_time":0.002,"completion_tokens":3,"completion_time":0.1,"total_tokens":10}""", 7, 0, 0, 3, 0, 0, 0, 760)]
    public void Figures_become_buckets_and_a_price(
        string usage, long input, long cached, long written, long output, long thoughts, long audioIn, long audioOut, long microLira)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(usage));
        reader.Read();

        var tokens = OpenAiUsage.Read(ref reader).ToTokens(-1, -1);

        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.Equal(new TokenCounts(input, cached, written, 0, output, thoughts, audioIn, audioOut), tokens);
        Assert.Equal(microLira * 100, Weights.Rounded(Prices.Weigh(tokens)).Micros);
    }
}
