using System.Text.Json;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI.Chat;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>Anthropic's official SDK before other providers, and OpenAI's before Anthropic.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicTranslationTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    private const string Png = "iVBORw0KGgo=";

    [Theory]
    [InlineData("on-openai", false)]
    [InlineData("on-openai", true)]
    [InlineData("on-compatible", true)]
    [Trait("Exam", "23")]
    [Trait("Exam", "28")]
    [Trait("Exam", "52")]
    public async Task An_anthropic_client_reaches_openai_and_is_told_its_figures_in_its_own_terms(string model, bool streams)
    {
        rig.Begin();
        rig.OpenAi.Script = rig.Compatible.Script = new FakeScript { PromptTokens = 1000, CachedTokens = 400, CompletionTokens = 37, ReasoningTokens = 30 };
        var ask = AnthropicCalls.Ask(model, "Hello") with { System = "Be brief.", StopSequences = ["END"], Metadata = new Metadata { UserID = "u-1" } };

        if (streams)
        {
            var heard = await AnthropicCalls.HearAsync(rig.Claude().Messages.CreateStreaming(ask));
            Assert.Equal(("Hello world!", "end_turn", model), (heard.Text, heard.StopReason, heard.Model));
            Assert.InRange(heard.StartInput, 1, 1000);
            Assert.Equal((600L, 400L, 37L), (heard.Usage!.InputTokens, heard.Usage.CacheReadInputTokens, heard.Usage.OutputTokens));
        }
        else
        {
            var answer = await rig.Claude().Messages.Create(ask);
            Assert.True(answer.Content.Single().TryPickText(out var text));
            Assert.Equal(("Hello world!", "end_turn", model), (text.Text, answer.StopReason!.Raw(), answer.Model.Raw()));
            Assert.Equal((600L, 400L, 37L), (answer.Usage.InputTokens, answer.Usage.CacheReadInputTokens, answer.Usage.OutputTokens));
            Assert.Equal(30, answer.Usage.OutputTokensDetails!.ThinkingTokens);
        }

        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((600, 400, 37, 3_498_000), (record.Tokens.Input, record.Tokens.CachedInput, record.Tokens.Output, record.Cost.Micros));
        var sent = (model == "on-openai" ? rig.OpenAi : rig.Compatible).Calls.Single().Body;
        Assert.Equal(["system", "user"], sent.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal(("u-1", 100), (sent.GetProperty("user").GetString(), Limit(sent)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Exam", "51")]
    public async Task Parallel_tools_go_round_through_openai(bool streams)
    {
        rig.Begin();
        rig.OpenAi.Script = new FakeScript { Deltas = [], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}"), new FakeTool("now")] };
        var ask = AnthropicCalls.Ask("on-openai", "Weather?") with
        {
            Tools = [AnthropicTools.Weather, AnthropicTools.Now], ToolChoice = new ToolChoiceAny { DisableParallelToolUse = false },
        };

        IReadOnlyList<(string Id, string Name, string Arguments)> tools;
        if (streams)
        {
            var heard = await AnthropicCalls.HearAsync(rig.Claude().Messages.CreateStreaming(ask));
            (tools, _) = (heard.Tools, heard.StopReason);
            Assert.Equal("tool_use", heard.StopReason);
        }
        else
        {
            var answer = await rig.Claude().Messages.Create(ask);
            tools = [.. answer.Content.Select(c => c.TryPickToolUse(out var use) ? (use.ID, use.Name, JsonSerializer.Serialize(use.Input)) : default)];
            Assert.Equal("tool_use", answer.StopReason!.Raw());
        }

        rig.OpenAi.Script = new FakeScript();
        var again = await rig.Claude().Messages.Create(ask with
        {
            Messages =
            [
                .. ask.Messages,
                new AssistantMessageParam
                {
                    Content = new List<ContentBlockParam>(tools.Select(t => (ContentBlockParam)new ToolUseBlockParam
                    {
                        ID = t.Id, Name = t.Name, Input = AnthropicTools.Input(t.Arguments.Length == 0 ? "{}" : t.Arguments),
                    })),
                },
                new UserMessageParam
                {
                    Content = new List<ContentBlockParam>(tools.Select(t => (ContentBlockParam)new ToolResultBlockParam
                    {
                        ToolUseID = t.Id, Content = "fine", IsError = t.Name == "now",
                    })),
                },
            ],
        });

        Assert.Equal(["weather", "now"], tools.Select(t => t.Name));
        Assert.Equal("İzmir", AnthropicTools.Input(tools[0].Arguments)["city"].GetString());
        Assert.Equal("end_turn", again.StopReason!.Raw());
        var messages = rig.OpenAi.Calls.Last().Body.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool", "tool"], messages.Select(m => m.GetProperty("role").GetString()));
        Assert.Equal(
            messages[1].GetProperty("tool_calls").EnumerateArray().Select(c => c.GetProperty("id").GetString()),
            messages.Skip(2).Select(m => m.GetProperty("tool_call_id").GetString()));
        Assert.Equal("required", rig.OpenAi.Calls.First().Body.GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Pictures_and_schemas_reach_openai()
    {
        rig.Begin();
        rig.OpenAi.Script = new FakeScript { Deltas = ["{\"a\":", "1}"] };
        var ask = AnthropicCalls.Ask("on-openai", "What?") with
        {
            Messages =
            [
                new UserMessageParam
                {
                    Content = new List<ContentBlockParam>
                    {
                        new ImageBlockParam { Source = new Base64ImageSource { Data = Png, MediaType = MediaType.ImagePng } },
                        new ImageBlockParam { Source = new UrlImageSource { Url = "https://example.org/a.png" } },
                        new TextBlockParam { Text = "What?" },
                    },
                },
            ],
            OutputConfig = new OutputConfig
            {
                Format = new JsonOutputFormat
                {
                    Schema = AnthropicTools.Input("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}"""),
                },
            },
        };

        var answer = await rig.Claude().Messages.Create(ask);

        Assert.True(answer.Content.Single().TryPickText(out var text));
        Assert.Equal("{\"a\":1}", text.Text);
        var sent = rig.OpenAi.Calls.Single().Body;
        var parts = sent.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal($"data:image/png;base64,{Png}", parts[0].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("https://example.org/a.png", parts[1].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("json_schema", sent.GetProperty("response_format").GetProperty("type").GetString());
    }

    [Fact]
    [Trait("Exam", "7")]
    public async Task Errors_and_cuts_of_openai_are_raised_in_anthropics_form()
    {
        rig.Begin();
        var pause = TimeSpan.FromMilliseconds(30);
        rig.OpenAi.Next.Enqueue(new FakeScript { Status = 429, RetryAfter = "3" });
        rig.OpenAi.Next.Enqueue(new FakeScript { ErrorEventAfter = 2, BetweenDeltas = pause });
        rig.OpenAi.Next.Enqueue(new FakeScript { CutAfter = 3, BetweenDeltas = pause });

        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => rig.Claude().Messages.Create(AnthropicCalls.Ask("on-openai", "Hello")));
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAnyAsync<AnthropicException>(
                () => AnthropicCalls.HearAsync(rig.Claude().Messages.CreateStreaming(AnthropicCalls.Ask("on-openai", "Hello"))));
        }

        Assert.Equal([(CallEnd.UpstreamError, 2L), (CallEnd.UpstreamCut, 3L)], (await rig.RecordsAsync(2)).Select(r => (r.End, r.Tokens.Output)));
    }

    [Fact]
    public async Task The_sandbox_tells_its_story_to_anthropics_client()
    {
        rig.Begin();

        var heard = await AnthropicCalls.HearAsync(rig.Claude().Messages.CreateStreaming(AnthropicCalls.Ask("sandbox/story", "tokens=12 speed=0 seed=7")));
        var whole = await rig.Claude().Messages.Create(AnthropicCalls.Ask("sandbox/story", "tokens=12 speed=0 seed=7"));

        Assert.True(whole.Content.Single().TryPickText(out var text));
        Assert.Equal(12, heard.Text.Split(' ').Length);
        Assert.Equal(heard.Text, text.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Exam", "23")]
    public async Task An_openai_client_reaches_anthropic_and_sees_all_input_in_its_prompt(bool streams)
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { PromptTokens = 1000, CachedTokens = 400, CacheWrite5mTokens = 100, CompletionTokens = 37, Thoughts = ["hmm"] };
        List<ChatMessage> ask = [new SystemChatMessage("Be brief."), new UserChatMessage("Hello"), new AssistantChatMessage("Hi."), new UserChatMessage("And?")];

        var (text, usage) = ("", default(ChatTokenUsage));
        if (streams)
        {
            await foreach (var update in rig.Sdk("on-anthropic").CompleteChatStreamingAsync(ask))
            {
                text += string.Concat(update.ContentUpdate.Select(part => part.Text));
                usage = update.Usage ?? usage;
            }
        }
        else
        {
            var answer = (await rig.Sdk("on-anthropic").CompleteChatAsync(ask)).Value;
            (text, usage) = (answer.Content[0].Text, answer.Usage);
        }

        Assert.Equal("Hello world!", text);
        Assert.Equal((1000, 400, 37), (usage!.InputTokenCount, usage.InputTokenDetails.CachedTokenCount, usage.OutputTokenCount));
        var sent = rig.Anthropic.Calls.Single();
        Assert.Equal(("2023-06-01", 8000), (sent.Headers["anthropic-version"], sent.Body.GetProperty("max_tokens").GetInt32()));
        Assert.Equal("Be brief.", sent.Body.GetProperty("system")[0].GetProperty("text").GetString());
        Assert.Equal(
            (500, 400, 100, 37), (await rig.RecordsAsync(1)).Select(r => (r.Tokens.Input, r.Tokens.CachedInput, r.Tokens.CacheWrite5m, r.Tokens.Output)).Single());
    }

    [Fact]
    [Trait("Exam", "51")]
    public async Task An_openai_client_calls_tools_at_anthropic_and_thoughts_survive()
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { Thoughts = ["Two cities."], Deltas = ["Wait"], Tools = [new FakeTool("weather", "{\"city\":\"İzmir\"}"), new FakeTool("now")] };
        var tools = """[{"type":"function","function":{"name":"weather","parameters":{"properties":{"city":{"type":"string"}}}}},{"type":"function","function":{"name":"now"}}]""";
        var ask = """{"role":"user","content":"Weather?"}""";

        var first = JsonElement.Parse(await (await rig.PostAsync(
            $$"""{"model":"on-anthropic","reasoning_effort":"low","parallel_tool_calls":false,"tools":{{tools}},"messages":[{{ask}}]}""")).Content.ReadAsStringAsync());
        var message = first.GetProperty("choices")[0].GetProperty("message");
        var results = string.Join(',', message.GetProperty("tool_calls").EnumerateArray()
            .Select(call => $$"""{"role":"tool","tool_call_id":"{{call.GetProperty("id").GetString()}}","content":"fine"}"""));
        var second = await rig.PostAsync(
            $$"""{"model":"on-anthropic","reasoning_effort":"low","tools":{{tools}},"messages":[{{ask}},{{message.GetRawText()}},{{results}}]}""");

        Assert.Equal("tool_calls", first.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(second.IsSuccessStatusCode, await second.Content.ReadAsStringAsync());
        var (sent, again) = (rig.Anthropic.Calls.First().Body, rig.Anthropic.Calls.Last().Body);
        Assert.Equal("""{"type":"auto","disable_parallel_tool_use":true}""", sent.GetProperty("tool_choice").GetRawText());
        Assert.Equal(("adaptive", "low"), (sent.GetProperty("thinking").GetProperty("type").GetString(), sent.GetProperty("output_config").GetProperty("effort").GetString()));
        var turns = again.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["thinking", "text", "tool_use", "tool_use"], turns[1].GetProperty("content").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
        Assert.Equal("ErUB0==", turns[1].GetProperty("content")[0].GetProperty("signature").GetString());
        Assert.Equal(["tool_result", "tool_result"], turns[2].GetProperty("content").EnumerateArray().Select(b => b.GetProperty("type").GetString()));
    }

    [Fact]
    [Trait("Exam", "50")]
    public async Task A_stream_that_opens_with_an_error_is_tried_elsewhere()
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { ErrorEventAfter = 0 };

        var response = await rig.SendAsync(AnthropicCalls.HelloStream.Replace("on-anthropic", "anthropic-then-openai", StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("openai/fake-large", response.Headers.GetValues("x-portal-deployment").Single());
        Assert.StartsWith("event: message_start\n", text);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text);
        Assert.Single(await rig.RecordsAsync(1));
    }

    private static int Limit(JsonElement sent) =>
        (sent.TryGetProperty("max_completion_tokens", out var limit) ? limit : sent.GetProperty("max_tokens")).GetInt32();
}
