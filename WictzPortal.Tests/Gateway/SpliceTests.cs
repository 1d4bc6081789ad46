using System.Text;
using System.Text.Json;
using WictzPortal.Gateway;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class SpliceTests
{
    [Theory]
    [InlineData("""{"model":"a","messages":[]}""", """{"model":"up/\"x","messages":[]}""")]
    [InlineData("""{ "messages": [{"model":"inner"}], "model" : "a" }""", """{ "messages": [{"model":"inner"}], "model" : "up/\"x" }""")]
    [InlineData("""{"model":"a","messages":[],"stream":true}""", """{"model":"up/\"x","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"a","messages":[],"stream":true,"stream_options":{}}""", """{"model":"up/\"x","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{"include_usage":false},"model":"a","messages":[],"stream":true}""", """{"stream_options":{"include_usage":true},"model":"up/\"x","messages":[],"stream":true}""")]
    [InlineData("""{"stream_options":{"include_obfuscation":false},"model":"a","messages":[],"stream":true}""", """{"stream_options":{"include_usage":true,"include_obfuscation":false},"model":"up/\"x","messages":[],"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":null,"model":"a","messages":[]}""", """{"stream":true,"stream_options":{"include_usage":true},"model":"up/\"x","messages":[]}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"model":"a","messages":[]} """, """{"stream":true,"stream_options":{"include_usage":true},"model":"up/\"x","messages":[]} """)]
    public async Task Only_the_models_name_and_the_wish_for_usage_change(string sent, string forwarded)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);
        Assert.Null(Scan(bytes, out var request));

        using var body = new SplicedBody(bytes, request, "up/\"x");
        var text = await body.ReadAsStringAsync();

        Assert.Equal(forwarded, text);
        Assert.Equal(body.Headers.ContentLength, Encoding.UTF8.GetByteCount(text));
        using var parsed = JsonDocument.Parse(text);
    }

    private static Refusal? Scan(byte[] body, out CallRequest request) => RequestScanner.Scan(ChatCompletions.Rules, body, out request);
}
