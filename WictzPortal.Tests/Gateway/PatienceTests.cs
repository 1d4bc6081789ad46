using System.Text;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

/// <summary>A provider that thinks for long before its first byte. The clock is the test's own.</summary>
[Trait("Database", "Any")]
public sealed class PatienceTests
{
    private const string KeepAlive = ": keep-alive\n\n";
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(15);

    [Fact]
    [Trait("Exam", "48")]
    public async Task Silence_is_bridged_by_comments_and_another_provider_may_still_answer()
    {
        var (clock, thinking) = (new FakeClock(), new TaskCompletionSource());
        await using var rig = await GatewayRig.StartAsync(clock);
        rig.First.Script = new FakeScript { MayBegin = thinking.Task, Status = 500 };
        var posting = rig.PostAsync("""{"model":"pair","stream":true,"messages":[{"role":"user","content":"Hello"}]}""");
        await rig.ReachedFirstAsync(1);

        clock.Advance(LongestGap);
        using var response = await posting;
        await using var stream = await response.Content.ReadAsStreamAsync();
        var first = await CommentAsync(stream);
        clock.Advance(LongestGap);
        var second = await CommentAsync(stream);
        thinking.SetResult();
        var answer = await new StreamReader(stream).ReadToEndAsync();

        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal((KeepAlive, KeepAlive), (first, second));
        Assert.Contains("fake-other", answer);
        Assert.EndsWith("data: [DONE]\n\n", answer);
        Assert.Equal(2, Assert.Single(await rig.RecordsAsync(1)).Attempts);
    }

    [Fact]
    [Trait("Exam", "48")]
    public async Task An_error_behind_a_comment_is_told_in_the_stream_and_costs_nothing()
    {
        var (clock, thinking) = (new FakeClock(), new TaskCompletionSource());
        await using var rig = await GatewayRig.StartAsync(clock);
        rig.First.Script = new FakeScript { MayBegin = thinking.Task, Status = 500 };
        var posting = rig.PostAsync("""{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""");
        await rig.ReachedFirstAsync(1);

        clock.Advance(LongestGap);
        using var response = await posting;
        thinking.SetResult();
        var text = await response.Content.ReadAsStringAsync();

        Assert.StartsWith($$"""{{KeepAlive}}data: {"error":{""", text);
        Assert.EndsWith("}}\n\n", text);
        Assert.Contains("provider_error", text);
        Assert.DoesNotContain("[DONE]", text);
        Assert.Empty(await rig.RecordsAsync(0));
    }

    [Fact]
    [Trait("Exam", "48")]
    public async Task The_official_sdk_passes_over_the_comments()
    {
        var (clock, thinking) = (new FakeClock(), new TaskCompletionSource());
        await using var rig = await GatewayRig.StartAsync(clock);
        rig.First.Script = new FakeScript { MayBegin = thinking.Task };
        var text = new StringBuilder();
        var reading = Task.Run(async () =>
        {
            await foreach (var update in rig.Sdk("solo").CompleteChatStreamingAsync("Hello"))
            {
                text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            }
        });
        await rig.ReachedFirstAsync(1);

        clock.Advance(LongestGap);
        thinking.SetResult();
        await reading;

        Assert.Equal("Hello world!", text.ToString());
        Assert.Single(await rig.RecordsAsync(1));
    }

    private static async Task<string> CommentAsync(Stream stream)
    {
        var bytes = new byte[KeepAlive.Length];
        await stream.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
