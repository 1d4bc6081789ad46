using System.Text.Json;
using System.Text.Json.Nodes;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>Google's official SDK before a provider of its own protocol, and before one of another.</summary>
[Trait("Database", "Any")]
public sealed class GeminiSdkTests : IClassFixture<ProtocolRig>
{
    private static readonly FakeScript Parallel = new()
    {
        Deltas = ["Let me see."], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}"), new FakeTool("clock")], CompletionTokens = 20,
    };

    private readonly ProtocolRig _rig;

    public GeminiSdkTests(ProtocolRig rig)
    {
        _rig = rig;
        rig.Begin();
    }

    [Fact]
    [Trait("Exam", "25")]
    [Trait("Exam", "51")]
    [Trait("Exam", "52")]
    public async Task Everything_works_where_bytes_pass_as_they_are()
    {
        Script(_rig.Gemini,
            new FakeScript { PromptTokens = 90, CachedTokens = 40, CompletionTokens = 12, ReasoningTokens = 5 }, new FakeScript(),
            new FakeScript { Thoughts = ["Let me ", "think."] }, Parallel, new FakeScript(), new FakeScript { CallsTool = true }, new FakeScript(),
            new FakeScript { Deltas = ["{\"n\":1}"] }, new FakeScript(), new FakeScript(), new FakeScript { PromptTokens = 7 });

        var all = await RunAsync("on-gemini", "text", "stream", "thinking", "tools", "streamedTools", "image", "schema", "chat", "count", "list");

        CheckAnswers(all, "on-gemini");
        Assert.Equal(("Let me think.", "Hello world!"), ((string?)all["thinking:on-gemini"]!["thoughts"], (string?)all["thinking:on-gemini"]!["text"]));
        CheckParallel(all["tools:on-gemini"]!);
        Assert.Equal(7, (int)all["count:on-gemini"]!["tokens"]!);
        var usage = all["text:on-gemini"]!["usage"]!;
        Assert.Equal((90, 40, 7, 5), ((int)usage["promptTokenCount"]!, (int)usage["cachedContentTokenCount"]!, (int)usage["candidatesTokenCount"]!, (int)usage["thoughtsTokenCount"]!));
        Assert.Equal(10, (await _rig.RecordsAsync(10)).Length);
    }

    [Fact]
    [Trait("Exam", "23")]
    [Trait("Exam", "52")]
    public async Task Everything_works_where_another_protocol_answers()
    {
        Script(_rig.OpenAi,
            new FakeScript { PromptTokens = 90, CachedTokens = 40, CompletionTokens = 12, ReasoningTokens = 5 }, new FakeScript(),
            new FakeScript { CallsTool = true }, new FakeScript(), new FakeScript { CallsTool = true, Deltas = ["", "{\"city\":", "\"İzmir\"}"] },
            new FakeScript(), new FakeScript { Deltas = ["{\"n\":1}"] }, new FakeScript(), new FakeScript());

        var all = await RunAsync("on-openai", "text", "stream", "tools", "streamedTools", "image", "schema", "chat", "count", "list");

        CheckAnswers(all, "on-openai");
        Assert.InRange((int)all["count:on-openai"]!["tokens"]!, 1, 60);
        var usage = all["text:on-openai"]!["usage"]!;
        Assert.Equal((90, 40, 7, 5), ((int)usage["promptTokenCount"]!, (int)usage["cachedContentTokenCount"]!, (int)usage["candidatesTokenCount"]!, (int)usage["thoughtsTokenCount"]!));
        var sent = _rig.OpenAi.Calls.Select(call => call.Body).ToArray();
        Assert.Equal(("Be kind.", "Hello"), (sent[0].GetProperty("messages")[0].GetProperty("content").GetString(), sent[0].GetProperty("messages")[1].GetProperty("content").GetString()));
        Assert.Equal("required", sent[2].GetProperty("tool_choice").GetString());
        Assert.Equal("of weather", sent[3].GetProperty("messages")[2].GetProperty("content").GetString());
        Assert.StartsWith("data:image/png;base64,", sent[5].GetProperty("messages")[0].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString());
        var schema = sent[6].GetProperty("response_format").GetProperty("json_schema").GetProperty("schema");
        Assert.Equal("""["integer","null"]""", schema.GetProperty("properties").GetProperty("n").GetProperty("type").GetRawText());
        Assert.Equal(9, (await _rig.RecordsAsync(9)).Length);
    }

    [Fact]
    [Trait("Exam", "7")]
    public async Task Errors_are_raised_with_their_status()
    {
        Script(_rig.Gemini,
            new FakeScript { Status = 400, ErrorMessage = "canary" }, new FakeScript { ErrorEventAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(30), ErrorMessage = "canary" });
        Script(_rig.OpenAi, new FakeScript { CutAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(30) });

        var all = await GoogleSdk.RunAsync(_rig.App.Address, _rig.Customer.Secret, "text:none", "text:on-gemini", "stream:on-gemini", "stream:on-openai");
        var stranger = await GoogleSdk.RunAsync(_rig.App.Address, "wz_live_nobody", "text:on-gemini");

        Assert.All(all.Concat(stranger), one => Assert.Equal("ApiError", (string?)one.Value!["error"]));
        Assert.Equal([404, 400, 502, 502], all.Select(one => (int)one.Value!["status"]!));
        Assert.Equal(401, (int)stranger["text:on-gemini"]!["status"]!);
        Assert.DoesNotContain("canary", all.ToJsonString());
    }

    private Task<JsonObject> RunAsync(string model, params string[] cases) =>
        GoogleSdk.RunAsync(_rig.App.Address, _rig.Customer.Secret, [.. cases.Select(one => $"{one}:{model}")]);

    private static void Script(FakeProvider fake, params FakeScript[] scripts)
    {
        foreach (var script in scripts)
        {
            fake.Next.Enqueue(script);
        }
    }

    private static void CheckAnswers(JsonObject all, string model)
    {
        Assert.All(all, one => Assert.True(one.Value!["error"] is null, $"{one.Key}: {one.Value}"));
        var (text, stream) = (all[$"text:{model}"]!, all[$"stream:{model}"]!);
        Assert.Equal(("Hello world!", "STOP"), ((string?)text["text"], (string?)text["finish"]));
        Assert.Equal(("Hello world!", "STOP", 11), ((string?)stream["text"], (string?)stream["finish"], (int)stream["usage"]!["promptTokenCount"]!));
        Assert.True((int)stream["chunks"]! > 3);
        Assert.Equal("Hello world!", (string?)all[$"tools:{model}"]!["text"]);
        var call = Assert.Single(all[$"streamedTools:{model}"]!["calls"]!.AsArray())!;
        Assert.Equal(("weather", "İzmir"), ((string?)call["name"], (string?)call["args"]!["city"]));
        Assert.Equal("Hello world!", (string?)all[$"image:{model}"]!["text"]);
        Assert.Equal(1, JsonDocument.Parse((string)all[$"schema:{model}"]!["text"]!).RootElement.GetProperty("n").GetInt32());
        Assert.Equal(("[\"Hello world!\",\"Hello world!\"]", 4), (all[$"chat:{model}"]!["texts"]!.ToJsonString(), (int)all[$"chat:{model}"]!["turns"]!));
        Assert.Contains($"models/{model}", all[$"list:{model}"]!["names"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(($"models/{model}", 200000), ((string?)all[$"list:{model}"]!["one"], (int)all[$"list:{model}"]!["limit"]!));
    }

    private static void CheckParallel(JsonNode tools)
    {
        Assert.Equal(["weather", "clock"], tools["calls"]!.AsArray().Select(call => (string)call!["name"]!));
        Assert.Equal("{}", tools["calls"]![1]!["args"]!.ToJsonString());
    }
}
