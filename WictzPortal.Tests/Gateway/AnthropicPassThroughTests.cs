using System.Net;
using System.Text.Json;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>Anthropic's official SDK as the client, and Anthropic behind the portal: bytes pass as they are.</summary>
[Trait("Database", "Any")]
public sealed class AnthropicPassThroughTests(ProtocolRig rig) : IClassFixture<ProtocolRig>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Exam", "23")]
    [Trait("Exam", "24")]
    public async Task Every_bucket_is_charged_at_its_own_price(bool streams)
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript
        {
            PromptTokens = 1000, CachedTokens = 400, CacheWrite5mTokens = 100, CacheWrite1hTokens = 50, CompletionTokens = 37, ReasoningTokens = 30,
        };
        var client = rig.Claude();

        var (text, stop) = ("", "");
        if (streams)
        {
            var heard = await AnthropicCalls.HearAsync(client.Messages.CreateStreaming(AnthropicCalls.Ask("on-anthropic", "Hello")));
            (text, stop) = (heard.Text, heard.StopReason);
            Assert.Equal((450L, 37L), (heard.StartInput, heard.Usage!.OutputTokens));
        }
        else
        {
            var answer = await client.Messages.Create(AnthropicCalls.Ask("on-anthropic", "Hello"));
            Assert.True(answer.Content[0].TryPickText(out var block));
            (text, stop) = (block.Text, answer.StopReason!.Raw());
            Assert.Equal((450L, 400L, 150L), (answer.Usage.InputTokens, answer.Usage.CacheReadInputTokens, answer.Usage.CacheCreationInputTokens));
        }

        Assert.Equal(("Hello world!", "end_turn"), (text, stop));
        var record = Assert.Single(await rig.RecordsAsync(1));
        var tokens = record.Tokens;
        Assert.Equal((450, 400, 100, 50, 37, 30), (tokens.Input, tokens.CachedInput, tokens.CacheWrite5m, tokens.CacheWrite1h, tokens.Output, tokens.Reasoning));

        // 450 × 4125 + 400 × 1031.25 + 100 × 5156.25 + 50 × 8250 + 37 × 16500 micros
        Assert.Equal(3_807_375, record.Cost.Micros);
        Assert.Equal((CallEnd.Completed, false, streams), (record.End, record.Estimated, record.Streamed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Exam", "52")]
    public async Task Bytes_and_headers_pass_as_they_are(bool crlf)
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { Thoughts = ["hmm"], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}")], ByteByByte = true, Crlf = crlf };

        var response = await rig.SendAsync(AnthropicCalls.HelloStream);
        var text = (await response.Content.ReadAsStringAsync()).ReplaceLineEndings("\n");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(response.Headers.GetValues("x-request-id"), response.Headers.GetValues("request-id"));
        Assert.StartsWith("event: message_start\ndata: {\"type\":\"message_start\"", text);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text);
        Assert.Contains("signature_delta", text);
        var call = Assert.Single(rig.Anthropic.Calls);
        Assert.Equal("fine-grained-tool-streaming-2025-05-14", call.Headers["anthropic-beta"]);
        Assert.Equal("2023-06-01", call.Headers["anthropic-version"]);
        Assert.Equal(AnthropicCalls.HelloStream.Replace("on-anthropic", "fake-large", StringComparison.Ordinal), call.Body.GetRawText());
        Assert.Equal(5, Assert.Single(await rig.RecordsAsync(1)).Tokens.Output);
    }

    [Fact]
    [Trait("Exam", "51")]
    public async Task Parallel_tools_and_thoughts_go_round()
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { Thoughts = ["Two cities."], Deltas = [], Tools = [new FakeTool("weather", "{\"city\":", "\"İzmir\"}"), new FakeTool("now")] };
        var client = rig.Claude();
        var ask = AnthropicCalls.Ask("on-anthropic", "Weather?") with
        {
            MaxTokens = 4000,
            Thinking = new ThinkingConfigEnabled { BudgetTokens = 2000 },
            Tools = [AnthropicTools.Weather, AnthropicTools.Now],
        };

        var heard = await AnthropicCalls.HearAsync(client.Messages.CreateStreaming(ask));
        var whole = await client.Messages.Create(ask with
        {
            Messages =
            [
                .. ask.Messages,
                new AssistantMessageParam
                {
                    Content = new List<ContentBlockParam>
                    {
                        new ThinkingBlockParam { Thinking = heard.Thought, Signature = heard.Signature },
                        new ToolUseBlockParam { ID = heard.Tools[0].Id, Name = "weather", Input = AnthropicTools.Input(heard.Tools[0].Arguments) },
                        new ToolUseBlockParam { ID = heard.Tools[1].Id, Name = "now", Input = AnthropicTools.Input("{}") },
                    },
                },
                new UserMessageParam
                {
                    Content = new List<ContentBlockParam>
                    {
                        new ToolResultBlockParam { ToolUseID = heard.Tools[0].Id, Content = "sunny" },
                        new ToolResultBlockParam { ToolUseID = heard.Tools[1].Id, Content = "noon", IsError = true },
                    },
                },
            ],
        });

        Assert.Equal(("Two cities.", "tool_use"), (heard.Thought, heard.StopReason));
        Assert.Equal(["{\"city\":\"İzmir\"}", ""], heard.Tools.Select(t => t.Arguments));
        Assert.Equal("tool_use", whole.StopReason!.Raw());
        Assert.Equal(2, rig.Anthropic.Calls.Count);
        Assert.Equal(2, (await rig.RecordsAsync(2)).Length);
    }

    [Fact]
    [Trait("Exam", "1")]
    [Trait("Exam", "2")]
    [Trait("Exam", "6")]
    public async Task A_client_that_hangs_up_pays_for_the_deltas_and_never_for_one()
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("word ", 2000)], BetweenDeltas = TimeSpan.FromMilliseconds(5) };
        using var hangUp = new CancellationTokenSource();
        var response = await rig.SendAsync(AnthropicCalls.HelloStream);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var (buffer, read) = (new byte[4096], 0);
        while (rig.Anthropic.Calls.Single().Deltas < 20)
        {
            read += await stream.ReadAsync(buffer);
        }

        var pending = stream.ReadAsync(buffer, hangUp.Token).AsTask();
        await hangUp.CancelAsync();
        await Task.WhenAny(pending);

        Assert.True(await rig.Anthropic.QuietAsync(TimeSpan.FromSeconds(1)));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((CallEnd.ClientDisconnected, true, 11L), (record.End, record.Estimated, record.Tokens.Input));
        Assert.True(read > 0);
        Assert.InRange(record.Tokens.Output, 10, rig.Anthropic.Calls.Single().Deltas);
    }

    [Theory]
    [InlineData(400, "", 400, "invalid_request_error", typeof(AnthropicBadRequestException))]
    [InlineData(400, "Your credit balance is too low to access the API.", 502, "api_error", typeof(AnthropicUnexpectedStatusCodeException))]
    [InlineData(401, "", 502, "api_error", null)]
    [InlineData(402, "", 502, "api_error", null)]
    [InlineData(403, "", 502, "api_error", null)]
    [InlineData(413, "", 413, "request_too_large", typeof(AnthropicContentTooLargeException))]
    [InlineData(429, "", 429, "rate_limit_error", typeof(AnthropicRateLimitException))]
    [InlineData(500, "", 500, "api_error", null)]
    [InlineData(529, "", 529, "overloaded_error", typeof(AnthropicOverloadedException))]
    [Trait("Exam", "15")]
    [Trait("Exam", "54")]
    public async Task Every_error_has_its_class_in_the_sdk(int upstream, string words, int status, string type, System.Type? raised)
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { Status = upstream, ErrorMessage = $"canary-77 {words}", RetryAfter = "7" };

        var thrown = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => rig.Claude().Messages.Create(AnthropicCalls.Ask("on-anthropic", "Hello")));
        var response = await rig.SendAsync(AnthropicCalls.HelloStream);

        Assert.Equal(status, (int)thrown.StatusCode);
        if (raised is not null && raised != typeof(AnthropicUnexpectedStatusCodeException))
        {
            Assert.IsAssignableFrom(raised, thrown);
        }

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, "error", type), ((int)response.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(response.Headers.GetValues("request-id").Single(), error.GetProperty("request_id").GetString());
        Assert.DoesNotContain("canary", error.GetRawText());
        Assert.Equal(upstream == 429 ? "7" : null, upstream == 429 ? response.Headers.RetryAfter!.ToString() : null);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    [Fact]
    [Trait("Exam", "7")]
    [Trait("Exam", "50")]
    public async Task Errors_and_cuts_within_a_stream_are_raised()
    {
        rig.Begin();
        var pause = TimeSpan.FromMilliseconds(30);
        rig.Anthropic.Next.Enqueue(new FakeScript { ErrorEventAfter = 2, ErrorMessage = "canary-77", BetweenDeltas = pause });
        rig.Anthropic.Next.Enqueue(new FakeScript { CutAfter = 3, BetweenDeltas = pause });

        var failed = await Assert.ThrowsAnyAsync<AnthropicException>(
            () => AnthropicCalls.HearAsync(rig.Claude().Messages.CreateStreaming(AnthropicCalls.Ask("on-anthropic", "Hello"))));
        var cut = await (await rig.SendAsync(AnthropicCalls.HelloStream)).Content.ReadAsStringAsync();

        Assert.DoesNotContain("canary", failed.ToString());
        Assert.DoesNotContain("message_stop", cut);
        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"", cut);
        Assert.Equal([(CallEnd.UpstreamError, 2L), (CallEnd.UpstreamCut, 3L)], (await rig.RecordsAsync(2)).Select(r => (r.End, r.Tokens.Output)));
    }

    [Fact]
    public async Task Tokens_are_counted_for_free()
    {
        rig.Begin();
        rig.Anthropic.Script = new FakeScript { PromptTokens = 4321 };
        var ask = new MessageCountTokensParams { Model = "on-anthropic", Messages = [new UserMessageParam { Content = "Hello" }] };

        var counted = await rig.Claude().Messages.CountTokens(ask);
        var guessed = await rig.SendAsync(
            """{"model":"on-openai","messages":[{"role":"user","content":"Hello, how are you?"}]}""", path: "/v1/messages/count_tokens");
        var failed = await rig.SendAsync("""{"model":"nothing","messages":[]}""", path: "/v1/messages/count_tokens");

        Assert.Equal(4321, counted.InputTokens);
        Assert.Equal("true", guessed.Headers.GetValues("x-portal-estimated").Single());
        Assert.InRange(JsonElement.Parse(await guessed.Content.ReadAsStringAsync()).GetProperty("input_tokens").GetInt64(), 5, 40);
        Assert.Equal(HttpStatusCode.NotFound, failed.StatusCode);
        Assert.Contains("not_found_error", await failed.Content.ReadAsStringAsync());
        Assert.Equal("/v1/messages/count_tokens", Assert.Single(rig.Anthropic.Calls).Path);
        Assert.Empty(await rig.RecordsAsync(0));
    }
}
