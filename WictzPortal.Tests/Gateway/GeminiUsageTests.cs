using System.Text;
using System.Text.Json;
using WictzPortal.Gateway;
using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Tests.Gateway;

/// <summary>Google's figures into buckets and kuruş, each worked out by hand.</summary>
[Trait("Database", "Any")]
public sealed class GeminiUsageTests
{
    // Lira per million: input 40, cached 10, output 160, audio in 80, audio out 320. One token of input is 40 micro-lira: 4000 micros of a kuruş.
    private static readonly TokenPrices Prices = new(40, 10, 50, 80, 160, 80, 320);

    [Theory]
    [Trait("Exam", "3")]
    [Trait("Exam", "23")]
    [Trait("Exam", "25")]
    // usageMetadata | input, cached, output, thoughts, audio in, audio out | micro-lira
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":20,"totalTokenCount":120}""", 100, 0, 20, 0, 0, 0, 7_200)]
    [InlineData("""{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":20,"totalTokenCount":120}""", 40, 60, 20, 0, 0, 0, 5_400)]
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":150}""", 100, 0, 50, 30, 0, 0, 12_000)]
    [InlineData("""{"promptTokenCount":100,"thoughtsTokenCount":30,"totalTokenCount":130}""", 100, 0, 30, 30, 0, 0, 8_800)]
    [InlineData("""{"promptTokenCount":100,"totalTokenCount":100}""", 100, 0, 0, 0, 0, 0, 4_000)]
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":0,"totalTokenCount":100}""", 100, 0, 0, 0, 0, 0, 4_000)]
    [InlineData("""{"promptTokenCount":100,"totalTokenCount":125}""", 100, 0, 25, 0, 0, 0, 8_000)]
    [InlineData("""{"promptTokenCount":100,"toolUsePromptTokenCount":50,"candidatesTokenCount":20,"totalTokenCount":170}""", 150, 0, 20, 0, 0, 0, 9_200)]
    [InlineData("""{"promptTokenCount":100,"toolUsePromptTokenCount":50,"totalTokenCount":170}""", 150, 0, 20, 0, 0, 0, 9_200)]
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":20,"promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"modality":"AUDIO","tokenCount":30}]}""",
        70, 0, 20, 0, 30, 0, 8_400)]
    [InlineData("""{"promptTokenCount":100,"cachedContentTokenCount":50,"candidatesTokenCount":20,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":60}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":40},{"modality":"TEXT","tokenCount":10}]}""",
        30, 50, 20, 0, 20, 0, 6_500)]
    [InlineData("""{"promptTokenCount":10,"candidatesTokenCount":200,"candidatesTokensDetails":[{"tokenCount":190,"modality":"AUDIO"}]}""", 10, 0, 10, 0, 0, 190, 62_800)]
    [InlineData("""{"promptTokenCount":10,"candidatesTokenCount":40,"thoughtsTokenCount":5,"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":40}]}""", 10, 0, 5, 5, 0, 40, 14_000)]
    [InlineData("""{"promptTokenCount":100,"promptTokensDetails":[{"modality":"IMAGE","tokenCount":90},{"modality":"TEXT","tokenCount":10}],"candidatesTokenCount":1290,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}""",
        100, 0, 1290, 0, 0, 0, 210_400)]
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":20,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":900}]}""", 0, 0, 20, 0, 100, 0, 11_200)]
    [InlineData("""{"promptTokenCount":100,"cachedContentTokenCount":700,"candidatesTokenCount":20}""", 0, 100, 20, 0, 0, 0, 4_200)]
    [InlineData("""{"trafficType":"ON_DEMAND","promptTokenCount":7,"candidatesTokenCount":3,"promptTokensDetails":null,"serviceTier":{"x":[1]}}""", 7, 0, 3, 0, 0, 0, 760)]
    public void Figures_become_buckets_and_a_price(string usage, long input, long cached, long output, long thoughts, long audioIn, long audioOut, long microLira)
    {
        var tokens = Read(usage, isFinal: true).ToTokens(-1, -1);

        Assert.Equal(new TokenCounts(input, cached, 0, 0, output, thoughts, audioIn, audioOut), tokens);
        Assert.Equal(microLira * 100, Weights.Rounded(Prices.Weigh(tokens)).Micros);
    }

    [Theory]
    [InlineData("""{"promptTokenCount":100,"totalTokenCount":100}""", null)]
    [InlineData("""{"promptTokenCount":100,"thoughtsTokenCount":12,"totalTokenCount":112}""", 12)]
    [InlineData("""{"promptTokenCount":100,"candidatesTokenCount":4,"thoughtsTokenCount":12,"totalTokenCount":116}""", 16)]
    [InlineData("""{}""", null)]
    public void In_the_middle_of_a_stream_what_is_left_out_is_not_zero(string usage, int? output) => Assert.Equal(output, Read(usage, isFinal: false).Output);

    private static ReportedUsage Read(string usage, bool isFinal)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(usage));
        reader.Read();
        var reported = GeminiUsage.Read(ref reader).ToReported(isFinal);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        return reported;
    }
}
