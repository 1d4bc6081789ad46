using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Tests.Gateway.Matrix;

/// <summary>Bad input at every address: a 4xx in the caller's form, nothing of it quoted, no provider called, nothing held.</summary>
[Trait("Database", "Any")]
public sealed class BadInputMatrixTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    private const string Canary = "canary-77aa10";

    // Address, what a right request asks with, and where tools stand.
    private static readonly Dictionary<string, (string Path, string Asks, string Form)> Addresses = new()
    {
        ["chat"] = ("/v1/chat/completions", """"messages":[{"role":"user","content":"Hi"}]"""", "openai"),
        ["completions"] = ("/v1/completions", "\"prompt\":\"Hi\"", "openai"),
        ["responses"] = ("/v1/responses", "\"input\":\"Hi\"", "openai"),
        ["embeddings"] = ("/v1/embeddings", "\"input\":\"Hi\"", "openai"),
        ["messages"] = ("/v1/messages", """"max_tokens":10,"messages":[{"role":"user","content":"Hi"}]"""", "anthropic"),
        ["gemini"] = ("/v1beta/models/on-gemini:generateContent", """"contents":[{"role":"user","parts":[{"text":"Hi"}]}]"""", "gemini"),
        ["gemini stream"] = ("/v1beta/models/on-openai:streamGenerateContent", """"contents":[{"role":"user","parts":[{"text":"Hi"}]}]"""", "gemini"),
    };

    public static TheoryData<string> Names() => [.. Addresses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Exam", "15")]
    public async Task Bad_input_is_told_in_the_callers_form_and_reaches_nobody(string name)
    {
        rig.Begin();
        var (path, asks, form) = Addresses[name];
        var start = form == "gemini" ? "{" : "{\"model\":\"on-openai\",";
        var tools = form switch
        {
            "gemini" => $$"""{"functionDeclarations":[{{Many("""{"name":"t"}""")}}]}""",
            "anthropic" => Many("""{"name":"t","input_schema":{"type":"object"}}"""),
            _ => Many("""{"type":"function","name":"t","function":{"name":"t"}}"""),
        };
        List<(string Case, HttpContent Body)> cases =
        [
            ("empty", Json("")),
            ("broken", Json($"{start}{asks},\"{Canary}\":")),
            ("no object", Json($"[\"{Canary}\"]")),
            ("deep", Json($"{start}{asks},\"x\":{new string('[', 400)}{new string(']', 400)}}}")),
            ("nothing asked", Json($"{start}\"{Canary}\":1}}")),
            ("invalid UTF-8", Bytes([.. Encoding.UTF8.GetBytes($"{start}{asks},\"x\":\""), 0xC3, 0x28, .. "\"}"u8])),
            ("not JSON", new StringContent($"{start}{asks}}}", Encoding.UTF8, "text/plain")),
            ("a thousand tools", Json($"{start}{asks},\"tools\":[{tools}]}}")),
        ];
        if (form != "gemini")
        {
            cases.Add(("unknown model", Json($"{{\"model\":\"{Canary}\",{asks}}}")));
        }

        foreach (var (what, body) in cases.Where(c => name != "embeddings" || c.Case != "a thousand tools"))
        {
            using var response = await SendAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();

            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{what}: {(int)response.StatusCode} {text}");
            Assert.True(IsError(text, form, (int)response.StatusCode), $"{what}: {text}");
            Assert.DoesNotContain(Canary, text);
            Assert.True(response.Headers.Contains("x-request-id"), what);
        }

        Assert.Empty(rig.OpenAi.Calls);
        Assert.Empty(rig.Gemini.Calls);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_key_and_a_wrong_method_are_told_in_the_callers_form(string name)
    {
        rig.Begin();
        var (path, asks, form) = Addresses[name];

        using var stranger = await SendAsync(path, Json($"{{\"model\":\"on-openai\",{asks}}}"), "wz_live_wrong");
        using var wrong = await SendAsync(path, null);

        Assert.Equal(401, (int)stranger.StatusCode);
        Assert.True(IsError(await stranger.Content.ReadAsStringAsync(), form, 401));
        Assert.Equal(405, (int)wrong.StatusCode);
        Assert.True(IsError(await wrong.Content.ReadAsStringAsync(), form, 405));
    }

    private static string Many(string tool) => string.Join(',', Enumerable.Repeat(tool, 1000));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent? body, string? key = null)
    {
        using var client = rig.App.CreateClient(cookies: false);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Put : HttpMethod.Post, path) { Content = body };
        request.Headers.Add("x-api-key", key ?? rig.Customer.Secret);
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await client.SendAsync(request);
    }

    private static bool IsError(string text, string form, int status)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var error = root.GetProperty("error");
        return error.GetProperty("message").GetString()!.Length > 10 && form switch
        {
            "anthropic" => root.GetProperty("type").GetString() == "error" && error.GetProperty("type").GetString()!.EndsWith("_error", StringComparison.Ordinal),
            "gemini" => error.GetProperty("code").GetInt32() == status && error.GetProperty("status").GetString()!.Length > 3,
            _ => error.TryGetProperty("code", out _) && error.TryGetProperty("param", out _) && error.GetProperty("type").GetString()!.Length > 3,
        };
    }
}
