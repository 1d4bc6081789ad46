using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Tests.Gateway;

/// <summary>Wrong requests at the endpoints that are no chats: told in OpenAI's form, nothing sent, held or charged.</summary>
[Trait("Exam", "15"), Trait("Exam", "29"), Trait("Exam", "38")]
[Trait("Database", "Any")]
public sealed class MediaBadInputTests(MediaRig rig) : IClassFixture<MediaRig>
{
    private const string Canary = "canary-51c7e";

    public static TheoryData<string, string, int, string, string?> Bodies => new()
    {
        { "embeddings", "{", 400, "invalid_json", null },
        { "embeddings", """{"model":"embedder"}""", 400, "invalid_value", "input" },
        { "embeddings", """{"model":"embedder","input":7}""", 400, "invalid_value", "input" },
        { "embeddings", """{"input":"x"}""", 400, "invalid_value", "model" },
        { "embeddings", """{"model":"canary-51c7e","input":"x"}""", 404, "model_not_found", "model" },
        { "embeddings", """{"model":"painter","input":"x"}""", 400, "model_not_supported", "model" },
        { "embeddings", """{"model":"sandbox/echo","input":"x"}""", 400, "model_not_supported", "model" },
        { "images/generations", """{"model":"painter"}""", 400, "invalid_value", "prompt" },
        { "images/generations", """{"model":"painter","prompt":["x"]}""", 400, "invalid_value", "prompt" },
        { "images/generations", """{"model":"painter","prompt":""}""", 400, "invalid_value", "prompt" },
        { "images/generations", """{"model":"painter","prompt":"x","n":0}""", 400, "invalid_value", "n" },
        { "images/generations", """{"model":"painter","prompt":"x","n":11}""", 400, "invalid_value", "n" },
        { "images/generations", """{"model":"painter","prompt":"x","n":1.5}""", 400, "invalid_value", "n" },
        { "images/generations", """{"model":"painter","prompt":"x","n":2,"stream":true}""", 400, "invalid_value", "n" },
        { "images/generations", """{"model":"painter","prompt":"x","size":"99999x99999"}""", 400, "invalid_value", "size" },
        { "images/generations", """{"model":"painter","prompt":"x","size":"canary-51c7e"}""", 400, "invalid_value", "size" },
        { "images/generations", """{"model":"painter","prompt":"x","size":1024}""", 400, "invalid_value", "size" },
        { "images/generations", """{"model":"painter","prompt":"x","size":"1024x1024","size":"1536x1024"}""", 400, "invalid_json", null },
        { "images/generations", """{"model":"square-painter","prompt":"x","size":"1536x1024"}""", 400, "invalid_value", "size" },
        { "images/generations", """{"model":"square-painter","prompt":"x"}""", 400, "invalid_value", "size" },
        { "audio/speech", """{"model":"speaker","voice":"alloy"}""", 400, "invalid_value", "input" },
        { "audio/speech", """{"model":"speaker","input":"","voice":"alloy"}""", 400, "invalid_value", "input" },
        { "audio/speech", """{"model":"speaker","input":["x"],"voice":"alloy"}""", 400, "invalid_value", "input" },
        { "audio/speech", """{"model":"speaker","input":"x","input":"xx","voice":"alloy"}""", 400, "invalid_value", "input" },
        { "audio/speech", """{"model":"speaker","input":"x","voice":7}""", 400, "invalid_value", "voice" },
        { "audio/speech", """{"model":"speaker","input":"x","stream_format":"canary-51c7e"}""", 400, "invalid_value", "stream_format" },
        { "audio/speech", """{"model":"token-speaker","input":"x","voice":"alloy"}""", 503, "model_without_price", "model" },
        { "moderations", """{"model":"guard"}""", 400, "invalid_value", "input" },
        { "moderations", """{"model":"unpriced-guard","input":"x"}""", 503, "model_without_price", "model" },
        { "audio/transcriptions", """{"model":"scribe"}""", 415, "unsupported_media_type", null },
    };

    public static TheoryData<string, string?> Forms => new()
    {
        { "", null },
        { "--b\r\n", null },
        { "--b--\r\n", null },
        { "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscribe\r\n", null },
        { "--b\r\nContent-Type: text/plain\r\n\r\nscribe\r\n--b--\r\n", null },
        { "--b\r\nContent-Disposition: form-data; name=\"model\"", null },
        { "--other\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscribe\r\n--other--\r\n", null },
        { Part("model", "scribe") + "--b--\r\n", "file" },
        { Part("file", "x") + "--b--\r\n", "model" },
        { Part("file", "") + Part("model", "scribe") + "--b--\r\n", "file" },
        { Part("file", "x") + Part("model", "scribe") + Part("model", "guard") + "--b--\r\n", "model" },
        { Part("file", "x") + Part("model", new string('m', 201)) + "--b--\r\n", "model" },
        { Part("file", "x") + Part("model", "scribe") + Part("response_format", Canary) + "--b--\r\n", "response_format" },
        { Part("file", "x") + Part("model", "scribe") + Part("stream", Canary) + "--b--\r\n", "stream" },
        { Part("file", "x") + Part("model", "scribe") + Part("stream", "true") + Part("response_format", "srt") + "--b--\r\n", "response_format" },
        { string.Concat(Enumerable.Repeat(Part("p", "x"), 65)) + "--b--\r\n", null },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_wrong_body(string endpoint, string body, int status, string code, string? param)
    {
        rig.Begin();

        await ExpectAsync(await rig.PostToAsync($"/v1/{endpoint}", body), status, code, param);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task A_wrong_form(string form, string? param)
    {
        rig.Begin();

        await ExpectAsync(await SendFormAsync(form, "multipart/form-data; boundary=b"), 400, param is null ? "invalid_form" : "invalid_value", param);
    }

    [Theory]
    [InlineData("multipart/form-data", 400, "invalid_form")]
    [InlineData("multipart/form-data; boundary=\"\"", 400, "invalid_form")]
    [InlineData("multipart/mixed; boundary=b", 415, "unsupported_media_type")]
    [InlineData("application/json", 415, "unsupported_media_type")]
    [InlineData(null, 415, "unsupported_media_type")]
    public async Task A_wrong_content_type(string? type, int status, string code)
    {
        rig.Begin();

        await ExpectAsync(await SendFormAsync(Part("model", "scribe") + "--b--\r\n", type), status, code, null);
    }

    [Fact, Trait("Exam", "36")]
    public async Task No_key_no_answer()
    {
        rig.Begin();
        foreach (var endpoint in new[] { "embeddings", "images/generations", "audio/speech", "moderations" })
        {
            await ExpectAsync(await rig.PostToAsync($"/v1/{endpoint}", "{}", key: "wz_live_" + Canary), 401, "invalid_api_key", null);
        }
    }

    private async Task<HttpResponseMessage> SendFormAsync(string form, string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return await rig.Client().PostAsync("/v1/audio/transcriptions", content);
    }

    private async Task ExpectAsync(HttpResponseMessage response, int status, string code, string? param)
    {
        var text = await response.Content.ReadAsStringAsync();
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal((status, code, param), ((int)response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Empty(rig.Fake.Calls);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    private static string Part(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{value}\r\n";
}
