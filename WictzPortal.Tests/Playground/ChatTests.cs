using System.Text.Json.Nodes;
using WictzPortal.Playground;

namespace WictzPortal.Tests.Playground;

/// <summary>Conversations through the gateway, as the page holds them.</summary>
[Trait("Database", "Any")]
public sealed class ChatTests(PlaygroundRig rig) : IClassFixture<PlaygroundRig>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_tells_what_it_cost_and_who_gave_it(bool streams)
    {
        var (chat, account) = await rig.ChatAsync("test/story");
        using var held = chat;
        (chat.Wishes.Streams, chat.Wishes.System) = (streams, "Be brief.");

        var answer = await SayAsync(chat, "tokens=12 speed=0");
        var receipt = await rig.App.Get<Receipts>().WaitAsync(account, answer.RequestId!.Value, default);

        Assert.Equal(AnswerState.Finished, answer.State);
        Assert.Equal(12, answer.Text.ToString().Split(' ').Length);
        Assert.Equal("sandbox/story", answer.Deployment);
        Assert.NotNull(answer.FirstWord);
        Assert.Equal(12, receipt!.Tokens.Output);
        Assert.True(receipt.Tokens.Input > 0);
        Assert.Equal(receipt.Cost, receipt.Charged);
        Assert.Equal((long)Math.Round((receipt.Tokens.Input * 1000) + (12 * 2000.1m)), receipt.Charged.Micros);
    }

    [Fact]
    public async Task A_tool_is_called_given_its_result_and_answered()
    {
        var (chat, _) = await rig.ChatAsync("test/story");
        using var held = chat;
        chat.Wishes.Tools = ToolsText.Read(ToolsText.Example).Value;

        var first = await SayAsync(chat, "call=get_weather speed=0");
        var call = Assert.Single(chat.Awaited);
        Assert.Null(chat.Add(new ToolResults([new ToolResult(call.Id, call.Name, "21 °C")])));
        var second = await chat.AnswerAsync(default);

        Assert.Equal(("get_weather", "tool_calls"), (call.Name, first.EndReason));
        Assert.Equal("city", JsonNode.Parse(call.Arguments)!["city"]!.GetValue<string>());
        Assert.Equal("{\n  \"city\": \"city\"\n}", call.Readable.ReplaceLineEndings("\n"));
        Assert.Equal(AnswerState.Finished, second.State);
        Assert.True(second.Text.Length > 0);
        Assert.Empty(chat.Awaited);
    }

    [Theory]
    [InlineData("sandbox/fault-429", 429, "provider_rate_limited")]
    [InlineData("sandbox/fault-500", 500, "provider_error")]
    [InlineData("test/dear", 402, "insufficient_credit")]
    [InlineData("no/such", 404, "model_not_found")]
    [InlineData("sandbox/fault-cut-midstream", 0, "provider_connection_lost")]
    public async Task A_refusal_is_told_as_the_gateway_tells_it_and_can_be_tried_again(string model, int status, string code)
    {
        var (chat, _) = await rig.ChatAsync(model);
        using var held = chat;

        var answer = await SayAsync(chat, "speed=0");
        var again = await chat.AnswerAsync(default);

        Assert.Equal((AnswerState.Refused, status, code), (answer.State, answer.Refusal!.Status, answer.Refusal.Code));
        Assert.NotEmpty(answer.Refusal.Message!);
        Assert.Equal(status is 429 or 402, answer.Refusal.Wait is not null);
        Assert.Equal([typeof(Prompt), typeof(Answer)], chat.Turns.Select(turn => turn.GetType()));
        Assert.Same(again, chat.Turns[^1]);
    }

    [Fact]
    public async Task Stopping_keeps_what_has_arrived_and_charges_only_that()
    {
        var (chat, account) = await rig.ChatAsync("test/story");
        using var held = chat;
        chat.Add(new Prompt("tokens=2000 speed=200", []));

        var answering = chat.AnswerAsync(default);
        while (((Answer)chat.Turns[^1]).Text.Length == 0)
        {
            await Task.Delay(10);
        }

        chat.Stop();
        var answer = await answering;
        var receipt = await rig.App.Get<Receipts>().WaitAsync(account, answer.RequestId!.Value, default);

        Assert.Equal(AnswerState.Stopped, answer.State);
        Assert.InRange(receipt!.Tokens.Output, 1, 1900);
    }

    [Fact]
    public async Task The_key_ends_with_the_conversation_and_its_answer_in_flight_too()
    {
        var (chat, _) = await rig.ChatAsync("test/story");
        chat.Add(new Prompt("tokens=16000 speed=50", []));

        var answering = chat.AnswerAsync(default);
        while (((Answer)chat.Turns[^1]).Text.Length == 0)
        {
            await Task.Delay(10);
        }

        chat.Dispose();
        var answer = await answering.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((AnswerState.Refused, "api_key_revoked"), (answer.State, answer.Refusal!.Code));
    }

    [Fact]
    public async Task A_conversation_has_an_end()
    {
        var (chat, _) = await rig.ChatAsync("test/story");
        using var held = chat;
        var text = new string('x', 6 * 1024 * 1024);

        Assert.Null(chat.Add(new Prompt(text, [])));
        Assert.Null(chat.Add(new Prompt(text, [])));
        Assert.Equal("playground.conversation_full", chat.Add(new Prompt(text, []))!.Code);
        chat.Clear();

        Assert.Null(chat.Add(new Prompt(text, [])));
    }

    private static Task<Answer> SayAsync(Chat chat, string text)
    {
        Assert.Null(chat.Add(new Prompt(text, [])));
        return chat.AnswerAsync(default);
    }
}
