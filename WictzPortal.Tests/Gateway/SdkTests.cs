using System.ClientModel;
using OpenAI.Chat;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>The official OpenAI SDK as the client, unmodified.</summary>
[Trait("Database", "Any")]
public sealed class SdkTests
{
    [Fact]
    [Trait("Exam", "23")]
    [Trait("Exam", "31")]
    public async Task A_plain_answer_arrives_and_is_charged_to_the_micro()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { PromptTokens = 1000, CachedTokens = 400, CompletionTokens = 37, ReasoningTokens = 30 };
        var before = (await rig.Purses.StateAsync(rig.Customer.AccountNumber, default)).Available;

        var answer = (await rig.Sdk("solo").CompleteChatAsync("Hello")).Value;

        Assert.Equal("Hello world!", answer.Content[0].Text);
        Assert.Equal(1000, answer.Usage.InputTokenCount);
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((600, 400, 37, 30), (record.Tokens.Input, record.Tokens.CachedInput, record.Tokens.Output, record.Tokens.Reasoning));

        // 600 × 4125 + 400 × 1031.25 + 37 × 16500 micros
        Assert.Equal(3_498_000, record.Cost.Micros);
        Assert.Equal(before.Micros - 3_498_000, (await rig.Purses.StateAsync(rig.Customer.AccountNumber, default)).Available.Micros);
        Assert.Equal((CallEnd.Completed, false, false), (record.End, record.Estimated, record.Streamed));
        Assert.Equal("fake-large", Assert.Single(rig.First.Calls).Body.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Exam", "27")]
    [Trait("Exam", "52")]
    public async Task A_stream_arrives_and_is_metered_without_a_chunk_that_nobody_asked_for(bool byteByByte, bool crlf)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { ByteByByte = byteByByte, Crlf = crlf };
        var response = await rig.PostAsync("""{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""");

        var text = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain("\"choices\":[]", text);
        Assert.EndsWith("data: [DONE]\n\n", text.Replace("\r\n", "\n", StringComparison.Ordinal));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((11, 5, false, true), (record.Tokens.Input, record.Tokens.Output, record.Estimated, record.Streamed));
    }

    [Fact]
    public async Task The_sdk_streams_and_gets_the_usage_it_asks_for()
    {
        await using var rig = await GatewayRig.StartAsync();
        var (text, usage) = ("", 0);

        await foreach (var update in rig.Sdk("solo").CompleteChatStreamingAsync("Hello"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage?.TotalTokenCount ?? usage;
        }

        Assert.Equal(("Hello world!", 16), (text, usage));
    }

    [Fact]
    [Trait("Exam", "51")]
    public async Task Tools_pass_through_both_ways()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { CallsTool = true, Deltas = ["", "{\"city\":", "\"İzmir\"}"] };
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("weather", "the weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) },
        };

        var whole = (await rig.Sdk("solo").CompleteChatAsync([new UserChatMessage("Weather in İzmir?")], options)).Value;
        var arguments = "";
        await foreach (var update in rig.Sdk("solo").CompleteChatStreamingAsync([new UserChatMessage("Weather?")], options))
        {
            arguments += string.Concat(update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate.ToString()));
        }

        Assert.Equal("weather", Assert.Single(whole.ToolCalls).FunctionName);
        Assert.Equal("""{"city":"İzmir"}""", arguments);
        Assert.Equal("weather", rig.First.Calls.First().Body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
    }

    [Fact]
    [Trait("Exam", "1")]
    [Trait("Exam", "2")]
    [Trait("Exam", "6")]
    public async Task A_client_that_hangs_up_stops_the_provider_and_pays_for_what_it_got()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("word ", 2000)], BetweenDeltas = TimeSpan.FromMilliseconds(5) };
        using var hangUp = new CancellationTokenSource();
        var response = await rig.PostAsync("""{"model":"solo","stream":true,"messages":[{"role":"user","content":"Tell me much"}]}""");
        await using var stream = await response.Content.ReadAsStreamAsync();
        var (buffer, read) = (new byte[4096], 0);

        while (rig.First.Calls.Single().Deltas < 20)
        {
            read += await stream.ReadAsync(buffer);
        }

        var pending = stream.ReadAsync(buffer, hangUp.Token).AsTask();
        await hangUp.CancelAsync();
        await Task.WhenAny(pending);

        Assert.True(await rig.First.QuietAsync(TimeSpan.FromSeconds(1)));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((CallEnd.ClientDisconnected, true), (record.End, record.Estimated));
        Assert.InRange(record.Tokens.Output, 10, rig.First.Calls.Single().Deltas);
        Assert.True(read > 0);
        Assert.True(record.Cost.Micros > 0);
    }

    [Fact]
    public async Task The_sdk_raises_what_the_gateway_refuses()
    {
        await using var rig = await GatewayRig.StartAsync();

        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => rig.Sdk("nothing").CompleteChatAsync("Hello"));
        rig.First.Script = new FakeScript { Status = 429, RetryAfter = "7" };
        var limited = await Assert.ThrowsAsync<ClientResultException>(() => rig.Sdk("solo").CompleteChatAsync("Hello"));

        Assert.Equal((404, 429), (unknown.Status, limited.Status));
        Assert.Contains("model_not_found", unknown.Message);
        Assert.True(limited.GetRawResponse()!.Headers.TryGetValue("retry-after", out var wait));
        Assert.Equal("7", wait);
    }
}
