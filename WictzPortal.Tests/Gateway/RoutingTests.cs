using System.Net;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class RoutingTests
{
    private const string Twins = """{"model":"twins","messages":[{"role":"system","content":"%"},{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task A_conversation_stays_with_the_deployment_that_has_its_prompt_cached()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var topic in Enumerable.Range(0, 12))
        {
            var (first, second) = (rig.First.Calls.Count, rig.Second.Calls.Count);
            var body = Twins.Replace("%", $"Topic {topic}. " + new string('x', 3000), StringComparison.Ordinal);
            for (var turn = 0; turn < 3; turn++)
            {
                (await rig.PostAsync(body[..^2] + $$""", {"role":"user","content":"Turn {{turn}}"}]}""")).EnsureSuccessStatusCode();
            }

            Assert.True(rig.First.Calls.Count - first is 0 or 3);
            Assert.Equal(3, rig.First.Calls.Count - first + rig.Second.Calls.Count - second);
        }

        // Twelve topics all on one side: one in 2,048 by chance, were it not the same hash on every run.
        Assert.NotEmpty(rig.First.Calls);
        Assert.NotEmpty(rig.Second.Calls);
    }

    [Fact]
    [Trait("Exam", "46")]
    public async Task A_credential_rests_as_long_as_the_provider_says_and_no_longer()
    {
        var clock = new FakeClock();
        await using var rig = await GatewayRig.StartAsync(clock);
        rig.First.Script = new FakeScript { Status = 429, RetryAfter = "20" };
        var body = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";

        var limited = await rig.PostAsync(body);
        var resting = await rig.PostAsync(body);
        var fellBack = await rig.PostAsync(body.Replace("solo", "pair", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromSeconds(21));
        rig.First.Script = new FakeScript();
        var again = await rig.PostAsync(body);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (limited.StatusCode, resting.StatusCode));
        Assert.InRange(resting.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (fellBack.StatusCode, again.StatusCode));
        Assert.Equal(3, rig.First.Calls.Count);      // the first, that of the other deployment, and the last
    }

    [Fact]
    [Trait("Exam", "19")]
    public async Task The_answer_names_who_gave_it_and_the_log_who_failed_before()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { Status = 500 };

        var response = await rig.PostAsync("""{"model":"pair","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal("pair", response.Headers.GetValues("x-portal-model").Single());
        Assert.Equal("second/fake-other", response.Headers.GetValues("x-portal-deployment").Single());
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal(2, record.Attempts);
        var attempt = Assert.Single(await AttemptsAsync(rig, record.RequestId));
        Assert.Equal("provider_error", attempt.ErrorCode);
    }

    // The log is written behind the call.
    private static async Task<IReadOnlyList<AttemptRow>> AttemptsAsync(GatewayRig rig, Guid requestId)
    {
        for (var i = 0; i < 500; i++)
        {
            if (await rig.App.Get<UsageQuery>().FindAsync(rig.Customer.AccountNumber, requestId, default) is { } details)
            {
                return details.FailedAttempts;
            }

            await Task.Delay(10);
        }

        return [];
    }
}
