using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace WictzPortal.Tests.Gateway;

/// <summary>A call with a marker at every place that a client can fill: body, headers, query, path, file name, <c>user</c>, metadata.</summary>
/// <param name="Route">The template of the gateway's route.</param>
/// <param name="Path">The address; <c>@@</c> is the marker, <c>##</c> the model.</param>
/// <param name="Body">The JSON body, or nothing for a form.</param>
internal sealed record CanaryCall(string Route, string Path, string? Body)
{
    private const string Chat = """{"model":"##","stream":%%,"messages":[{"role":"system","content":"@@"},{"role":"user","content":"@@ ++","name":"@@"}],"user":"@@","metadata":{"@@":"@@"},"max_tokens":50}""";
    private const string Turns = """{"model":"##","stream":%%,"max_tokens":50,"system":"@@","messages":[{"role":"user","content":"@@ ++"}],"metadata":{"user_id":"@@"}}""";
    private const string Contents = """{"contents":[{"role":"user","parts":[{"text":"@@ ++"}]}],"systemInstruction":{"parts":[{"text":"@@"}]}}""";
    private const string Tools = """{"model":"##","stream":%%,"messages":[{"role":"user","content":[{"type":"text","text":"@@"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QEA="}}]}],"tools":[{"type":"function","function":{"name":"f","description":"@@","parameters":{"type":"object","properties":{"@@":{"type":"string"}}}}}]}""";

    private static readonly string[] Streams = ["false", "true"];

    /// <summary>Every operation of the gateway. A test compares them with what the gateway maps.</summary>
    public static readonly IReadOnlyList<CanaryCall> All = [
        .. Twice("/v1/chat/completions", "/v1/chat/completions", Chat),
        .. Twice("/v1/chat/completions", "/v1/chat/completions", Tools),
        .. Twice("/v1/messages", "/v1/messages", Turns),
        .. Twice("/v1/responses", "/v1/responses", """{"model":"##","stream":%%,"instructions":"@@","input":"@@ ++","user":"@@","metadata":{"k":"@@"},"store":false}"""),
        .. Twice("/v1/completions", "/v1/completions", """{"model":"##","stream":%%,"prompt":"@@ ++","user":"@@"}"""),
        new("/v1/messages/count_tokens", "/v1/messages/count_tokens", """{"model":"##","messages":[{"role":"user","content":"@@"}]}"""),
        new("/v1beta/models/{model}:generateContent", "/v1beta/models/##:generateContent", Contents),
        new("/v1beta/models/{model}:streamGenerateContent", "/v1beta/models/##:streamGenerateContent?alt=sse", Contents),
        new("/v1beta/models/{model}:countTokens", "/v1beta/models/##:countTokens", """{"contents":[{"role":"user","parts":[{"text":"@@"}]}]}"""),
        new("/v1beta/models/{model}:embedContent", "/v1beta/models/##-embedding:embedContent", """{"content":{"parts":[{"text":"@@"}]}}"""),
        new("/v1beta/models/{model}:batchEmbedContents", "/v1beta/models/##-embedding:batchEmbedContents",
            """{"requests":[{"model":"models/##-embedding","content":{"parts":[{"text":"@@"}]}}]}"""),
        new("/v1/embeddings", "/v1/embeddings", """{"model":"##-embedding","input":["@@","++"],"user":"@@"}"""),
        new("/v1/images/generations", "/v1/images/generations", """{"model":"##-image","prompt":"@@ ++","user":"@@"}"""),
        new("/v1/audio/speech", "/v1/audio/speech", """{"model":"##-speech","input":"@@","voice":"alloy","instructions":"@@"}"""),
        new("/v1/moderations", "/v1/moderations", """{"model":"##-moderation","input":"@@ ++"}"""),
        new("/v1/audio/transcriptions", "/v1/audio/transcriptions", null),
        new("/v1/audio/translations", "/v1/audio/translations", null),
    ];

    private bool HasQuery => Path.Contains('?', StringComparison.Ordinal);

    /// <param name="model">The kind of model, by how its provider behaves.</param>
    /// <param name="marker">What must be found nowhere.</param>
    /// <param name="length">Bytes to fill the longest place with.</param>
    public HttpRequestMessage Request(string model, string marker, int length)
    {
        var path = Fill(Path, model, marker, 0) + (HasQuery ? "&" : "?") + $"prompt={marker}query";
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = Body is null ? Form(model, marker, length) : new StringContent(Fill(Body, model, marker, length), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", $"{marker}agent");
        request.Headers.TryAddWithoutValidation("x-note", $"{marker}header");
        request.Headers.TryAddWithoutValidation("Referer", $"https://example.org/{marker}referer");
        request.Headers.Add("anthropic-version", "2023-06-01");
        return request;
    }

    /// <summary>The same body compressed, which the gateway does not take.</summary>
    public HttpRequestMessage Packed(string marker)
    {
        var request = Request("model", marker, CanaryRig.Long);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            request.Content!.ReadAsStream().CopyTo(zip);
        }

        var type = request.Content!.Headers.ContentType;
        request.Content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = type, ContentEncoding = { "gzip" } } };
        return request;
    }

    /// <summary>The same body without its end, or with a wrong type where the model stands.</summary>
    public HttpRequestMessage Malformed(string marker)
    {
        var request = Request("model", marker, 0);
        request.Content = Body is null
            ? new StringContent($"--{marker}\r\nContent-Disposition: form-data; name=\"{marker}\"; filename=\"{marker}\"\r\n\r\n{marker}")
            : new StringContent(Fill(Body, $"{marker}\":[", marker, 0)[..^2]);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(Body is null ? $"multipart/form-data; boundary={marker}" : "application/json");
        return request;
    }

    private static IEnumerable<CanaryCall> Twice(string route, string path, string body) =>
        Streams.Select(stream => new CanaryCall(route, path, body.Replace("%%", stream, StringComparison.Ordinal)));

    private static string Fill(string text, string model, string marker, int length) => text
        .Replace("##", model, StringComparison.Ordinal).Replace("@@", $"{marker}body", StringComparison.Ordinal)
        .Replace("++", Long(marker, length), StringComparison.Ordinal);

    private static string Long(string marker, int length) => string.Concat(Enumerable.Repeat(marker, 1 + (length / marker.Length)));

    private static MultipartFormDataContent Form(string model, string marker, int length) => new()
    {
        { new ByteArrayContent(Encoding.UTF8.GetBytes(Long(marker, length))), "file", $"{marker}name.wav" },
        { new StringContent($"{model}-transcription"), "model" },
        { new StringContent($"{marker}prompt"), "prompt" },
    };
}
