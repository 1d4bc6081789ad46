using System.ClientModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenAI.Chat;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>OpenAI's official SDK in front of every provider.</summary>
[Trait("Database", "Any")]
public sealed class ChatClientTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    public static readonly TheoryData<string> Models = ["on-openai", "on-azure", "on-compatible", "on-gemini", "on-anthropic"];

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "weather", "the weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ChatTool Clock = ChatTool.CreateFunctionTool("clock", "the time");

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Exam", "23")]
    [Trait("Exam", "25")]
    [Trait("Exam", "52")]
    public async Task An_answer_comes_whole_and_streamed_with_its_figures(string model)
    {
        Begin(new FakeScript { PromptTokens = 1000, CachedTokens = 400, CompletionTokens = 37, ReasoningTokens = 30 });
        ChatMessage[] messages = [new SystemChatMessage("Be brief."), new UserChatMessage("Hello")];
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 500, Temperature = 0.5f, StopSequences = { "END" } };

        var whole = (await rig.Sdk(model).CompleteChatAsync(messages, options)).Value;
        var (text, usage, finish) = ("", (ChatTokenUsage?)null, (ChatFinishReason?)null);
        await foreach (var update in rig.Sdk(model).CompleteChatStreamingAsync(messages, options))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            (usage, finish) = (update.Usage ?? usage, update.FinishReason ?? finish);
        }

        Assert.Equal(("Hello world!", "Hello world!"), (whole.Content[0].Text, text));
        Assert.Equal((ChatFinishReason.Stop, ChatFinishReason.Stop), (whole.FinishReason, finish!.Value));
        foreach (var told in new[] { whole.Usage, usage! })
        {
            Assert.Equal((1000, 37, 1037), (told.InputTokenCount, told.OutputTokenCount, told.TotalTokenCount));
            Assert.Equal((400, 30), (told.InputTokenDetails.CachedTokenCount, told.OutputTokenDetails.ReasoningTokenCount));
        }

        // 600 × 4125 + 400 × 1031.25 + 37 × 16500 micros
        Assert.All(await rig.RecordsAsync(2), record => Assert.Equal((3_498_000, false), (record.Cost.Micros, record.Estimated)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Exam", "51")]
    public async Task Parallel_tools_go_there_and_back(string model)
    {
        Begin(new FakeScript { Deltas = ["Let me look."], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}"), new FakeTool("clock")] });
        List<ChatMessage> messages = [new UserChatMessage("Weather and time?")];
        var options = new ChatCompletionOptions { Tools = { Weather, Clock } };
        var (arguments, ids) = (new SortedDictionary<int, string>(), new SortedDictionary<int, string>());

        await foreach (var update in rig.Sdk(model).CompleteChatStreamingAsync(messages, options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                ids.TryAdd(call.Index, call.ToolCallId);
                arguments[call.Index] = arguments.GetValueOrDefault(call.Index, "") + call.FunctionArgumentsUpdate;
            }
        }

        var whole = (await rig.Sdk(model).CompleteChatAsync(messages, options)).Value;
        messages.Add(new AssistantChatMessage(whole));
        messages.AddRange(whole.ToolCalls.Select(call => new ToolChatMessage(call.Id, $"{call.FunctionName} is fine")));
        Begin(new FakeScript());
        var answer = (await rig.Sdk(model).CompleteChatAsync(messages, options)).Value;

        Assert.Equal(ChatFinishReason.ToolCalls, whole.FinishReason);
        Assert.Equal("Let me look.", whole.Content[0].Text);
        Assert.Equal(["weather", "clock"], whole.ToolCalls.Select(call => call.FunctionName));
        Assert.Equal(["{\"city\":\"İzmir\"}", "{}"], whole.ToolCalls.Select(call => Compact(call.FunctionArguments.ToString())));
        Assert.Equal(["{\"city\":\"İzmir\"}", "{}"], arguments.Values.Select(Compact));
        Assert.Equal(2, ids.Values.Distinct().Count());
        Assert.Equal("Hello world!", answer.Content[0].Text);
        var sent = Assert.Single(Fakes().SelectMany(fake => fake.Calls)).Body.GetRawText();
        Assert.Contains("weather is fine", sent);
        Assert.Contains("clock is fine", sent);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_picture_and_a_schema_arrive(string model)
    {
        Begin(new FakeScript { Deltas = ["{\"colour\":", "\"red\"}"] });
        var picture = new BinaryData([137, 80, 78, 71, 13, 10, 26, 10]);
        var message = new UserChatMessage(ChatMessageContentPart.CreateTextPart("Which colour?"), ChatMessageContentPart.CreateImagePart(picture, "image/png"));
        var schema = BinaryData.FromString("""{"type":"object","properties":{"colour":{"type":"string"}},"required":["colour"],"additionalProperties":false}""");
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", schema, jsonSchemaIsStrict: true) };

        var answer = (await rig.Sdk(model).CompleteChatAsync([message], options)).Value;

        Assert.Equal("{\"colour\":\"red\"}", answer.Content[0].Text);
        var sent = Assert.Single(Fakes().SelectMany(fake => fake.Calls)).Body.GetRawText();
        Assert.Contains("iVBORw0KGgo=", sent);
        Assert.Contains("\"colour\"", sent);
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Exam", "7")]
    public async Task Errors_are_told_in_OpenAIs_form_whoever_makes_them(string model)
    {
        foreach (var (status, expected) in new[] { (429, 429), (500, 500), (503, 503), (401, 502) })
        {
            Begin(new FakeScript { Status = status, ErrorMessage = "canary-71" });

            var refused = await Assert.ThrowsAsync<ClientResultException>(() => rig.Sdk(model).CompleteChatAsync("Hello"));

            Assert.Equal(expected, refused.Status);
            Assert.DoesNotContain("canary-71", refused.Message);
        }

        Begin(new FakeScript { CutAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(20) });
        var stream = await (await rig.PostAsync($$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"Hello"}]}""")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("[DONE]", stream);
        Assert.True(TranslationBench.Events(stream)[^1].TryGetProperty("error", out _), stream);
        Assert.Equal(CallEnd.UpstreamCut, Assert.Single(await rig.RecordsAsync(1)).End);
    }

    [Fact]
    public async Task Two_answers_stream_side_by_side_and_both_must_end()
    {
        Begin(new FakeScript { CompletionTokens = 10 });

        var stream = await (await rig.PostAsync("""{"model":"on-openai","n":2,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""")).Content.ReadAsStringAsync();

        var choices = TranslationBench.Events(stream).SelectMany(e => e.GetProperty("choices").EnumerateArray()).ToList();
        Assert.Equal(2, choices.Count(choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.String));
        Assert.EndsWith("data: [DONE]\n\n", stream);
        Assert.Equal(10, Assert.Single(await rig.RecordsAsync(1)).Tokens.Output);
    }

    private IEnumerable<FakeProvider> Fakes() => [rig.OpenAi, rig.Azure, rig.Compatible, rig.Gemini, rig.Anthropic];

    private void Begin(FakeScript script)
    {
        rig.Begin();
        foreach (var fake in Fakes())
        {
            fake.Script = script;
        }
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, Readable);
}
