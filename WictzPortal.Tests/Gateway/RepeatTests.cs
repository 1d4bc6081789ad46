using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Gateway;
using WictzPortal.Retention;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;

namespace WictzPortal.Tests.Gateway;

public sealed class RepeatTests
{
    private const string Whole = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Stream = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    [Theory]
    [InlineData(Whole)]
    [InlineData(Stream)]
    [Trait("Exam", "21")]
    public async Task Fifty_at_once_are_one_call_and_one_charge(string body)
    {
        await using var rig = await GatewayRig.StartAsync();
        var mayBegin = new TaskCompletionSource();
        rig.First.Script = new FakeScript { MayBegin = mayBegin.Task, BetweenDeltas = TimeSpan.FromMilliseconds(5) };

        var first = SendAsync(rig, body, "one");
        await rig.ReachedFirstAsync(1);
        var others = Enumerable.Range(1, 49).Select(_ => SendAsync(rig, body, "one")).ToArray();
        while (rig.App.Get<Repeats>().Listening < 50)
        {
            await Task.Delay(5);
        }

        mayBegin.SetResult();
        var answers = await Task.WhenAll(others.Append(first));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, answers[0].Text, answers[0].RequestId), (answer.Status, answer.Text, answer.RequestId)));
        Assert.Single(rig.First.Calls);
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Fact]
    [Trait("Exam", "21")]
    public async Task A_late_repeat_is_told_which_call_it_repeats_until_a_day_has_passed()
    {
        var clock = new FakeClock();
        await using var rig = await GatewayRig.StartAsync(clock);

        var first = await SendAsync(rig, Whole, "one");
        var late = await SendAsync(rig, Whole, "one");
        var other = await SendAsync(rig, Whole, "two");
        clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        await rig.App.Get<Sweeper>().RunAsync(default);
        var next = await SendAsync(rig, Whole, "one");

        Assert.Equal((HttpStatusCode.Conflict, first.RequestId), (late.Status, late.Original));
        Assert.Contains("idempotency_key_used", late.Text);
        Assert.Contains(first.RequestId!, late.Text);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.Status, next.Status));
        Assert.Equal(3, (await rig.RecordsAsync(3)).Length);
        await using var db = rig.App.OpenDb();
        Assert.DoesNotContain("one", (await db.IdempotencyClaims.SingleAsync()).Key);
    }

    [Fact]
    [Trait("Exam", "15")]
    public async Task What_failed_may_be_tried_again_with_its_key()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Next.Enqueue(new FakeScript { Status = 500 });

        var failed = await SendAsync(rig, Whole, "one");
        var again = await SendAsync(rig, Whole, "one");

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.OK), (failed.Status, again.Status));
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Fact]
    public async Task A_client_that_gives_up_and_asks_again_gets_the_answer_that_was_on_its_way()
    {
        await using var rig = await GatewayRig.StartAsync();
        var mayBegin = new TaskCompletionSource();
        rig.First.Script = new FakeScript { MayBegin = mayBegin.Task };
        using var givesUp = new CancellationTokenSource();

        var first = SendAsync(rig, Whole, "one", givesUp.Token);
        await rig.ReachedFirstAsync(1);
        var second = SendAsync(rig, Whole, "one");
        while (rig.App.Get<Repeats>().Listening < 2)
        {
            await Task.Delay(5);
        }

        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        while (rig.App.Get<Repeats>().Listening > 1)
        {
            await Task.Delay(5);
        }

        mayBegin.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await second).Status);
        Assert.Single(rig.First.Calls);
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Fact]
    [Trait("Exam", "6")]
    public async Task When_the_last_listener_has_gone_the_provider_is_stopped()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { SilentAfter = 2 };
        using var givesUp = new CancellationTokenSource();

        var only = SendAsync(rig, Stream, "one", givesUp.Token);
        await rig.ReachedFirstAsync(1);
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);

        Assert.True(await rig.First.QuietAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_key_with_another_body_or_of_no_length_is_refused()
    {
        await using var rig = await GatewayRig.StartAsync();
        var mayBegin = new TaskCompletionSource();
        rig.First.Script = new FakeScript { MayBegin = mayBegin.Task };

        var first = SendAsync(rig, Whole, "one");
        await rig.ReachedFirstAsync(1);
        var another = await SendAsync(rig, Stream, "one");
        var tooLong = await SendAsync(rig, Whole, new string('k', 256));
        mayBegin.SetResult();

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (another.Status, tooLong.Status));
        Assert.Contains("another body", another.Text);
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Single(rig.First.Calls);
    }

    private static async Task<Told> SendAsync(GatewayRig rig, string body, string key, CancellationToken cancellationToken = default)
    {
        using var client = rig.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request, cancellationToken);
        return new Told(
            response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), response.Headers.GetValues("x-request-id").Single(),
            response.Headers.TryGetValues("x-original-request-id", out var original) ? original.Single() : null);
    }

    private sealed record Told(HttpStatusCode Status, string Text, string? RequestId, string? Original);
}
