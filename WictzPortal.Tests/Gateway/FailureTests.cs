using System.Net;
using WictzPortal.Keys;
using WictzPortal.Tests.Testing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

[Trait("Database", "Any")]
public sealed class FailureTests
{
    private const string Stream = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Whole = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Canary = "canary-51c0de";

    [Theory]
    [InlineData(400, 400, "context_length_exceeded")]
    [InlineData(401, 502, "provider_misconfigured")]
    [InlineData(429, 429, "provider_rate_limited")]
    [InlineData(500, 500, "provider_error")]
    [InlineData(503, 503, "provider_overloaded")]
    [InlineData(529, 529, "provider_overloaded")]
    [Trait("Exam", "15")]
    [Trait("Exam", "54")]
    public async Task A_providers_error_is_told_without_its_words(int upstream, int status, string code)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { Status = upstream, ErrorMessage = $"You said {Canary} with {FakeOpenAi.Key}", ErrorCode = "context_length_exceeded", ErrorParam = $"messages[0].{Canary}" };

        foreach (var body in new[] { Stream, Whole })
        {
            var response = await rig.PostAsync(body);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Contains($"\"code\":\"{code}\"", text);
            Assert.DoesNotContain(Canary, text);
            Assert.DoesNotContain(FakeOpenAi.Key, text);
        }

        Assert.Empty(await rig.RecordsAsync(0));
        Assert.Equal(2, rig.First.Calls.Count);
    }

    [Fact]
    [Trait("Exam", "7")]
    public async Task A_stream_that_is_cut_ends_with_an_error_and_never_with_done()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { CutAfter = 3, BetweenDeltas = TimeSpan.FromMilliseconds(30) };

        var text = await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();

        Assert.DoesNotContain("[DONE]", text);
        Assert.Contains("data: {\"error\":", text);
        Assert.Contains("provider_connection_lost", text);
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((CallEnd.UpstreamCut, true, 3L), (record.End, record.Estimated, record.Tokens.Output));
    }

    [Fact]
    [Trait("Exam", "7")]
    public async Task An_error_in_the_middle_is_passed_on_without_the_providers_words()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { ErrorEventAfter = 2, ErrorMessage = Canary, BetweenDeltas = TimeSpan.FromMilliseconds(30) };

        var text = await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();

        Assert.DoesNotContain(Canary, text);
        Assert.DoesNotContain("[DONE]", text);
        Assert.Contains("provider_error", text);
        Assert.Equal(CallEnd.UpstreamError, Assert.Single(await rig.RecordsAsync(1)).End);
    }

    [Fact]
    [Trait("Exam", "5")]
    public async Task Missing_usage_is_counted_and_flagged()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { LeavesOutUsage = true };

        await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();
        await (await rig.PostAsync(Whole)).Content.ReadAsStringAsync();

        var records = await rig.RecordsAsync(2);
        Assert.All(records, record => Assert.True(record.Estimated && record.Cost.Micros > 0 && record.End == CallEnd.Completed));
        Assert.Equal(5, records[0].Tokens.Output);
    }

    [Fact]
    [Trait("Exam", "3")]
    public async Task A_reported_zero_stays_zero()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { PromptTokens = 0, CompletionTokens = 0 };

        await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();

        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((0L, 0L, false, 0L), (record.Tokens.TotalInput, record.Tokens.TotalOutput, record.Estimated, record.Cost.Micros));
    }

    [Fact]
    [Trait("Exam", "19")]
    [Trait("Exam", "20")]
    [Trait("Exam", "50")]
    public async Task Another_deployment_is_tried_before_the_first_byte_and_never_after()
    {
        await using var rig = await GatewayRig.StartAsync();
        var pair = Stream.Replace("solo", "pair", StringComparison.Ordinal);
        rig.First.Next.Enqueue(new FakeScript { Status = 500 });
        rig.First.Next.Enqueue(new FakeScript { ErrorEventAfter = 0 });
        rig.First.Next.Enqueue(new FakeScript { CutAfter = 2, BetweenDeltas = TimeSpan.FromMilliseconds(30) });

        var failedOver = await (await rig.PostAsync(pair)).Content.ReadAsStringAsync();
        var openedWithError = await (await rig.PostAsync(pair)).Content.ReadAsStringAsync();
        var cut = await (await rig.PostAsync(pair)).Content.ReadAsStringAsync();
        var unreachable = await (await rig.PostAsync(pair.Replace("pair", "dead-then-alive", StringComparison.Ordinal))).Content.ReadAsStringAsync();

        Assert.All([failedOver, openedWithError, unreachable], text => Assert.Contains("fake-other", text));
        Assert.Contains("provider_connection_lost", cut);
        Assert.Equal((3, 3), (rig.First.Calls.Count, rig.Second.Calls.Count));
        var records = await rig.RecordsAsync(4);
        Assert.Equal([2, 2, 1, 2], records.Select(r => (int)r.Attempts));
    }

    [Fact]
    [Trait("Exam", "49")]
    public async Task First_byte_idle_and_total_are_three_limits()
    {
        await using var rig = await GatewayRig.StartAsync(
            ("Gateway:Timeouts:FirstByte", "00:00:00.5"), ("Gateway:Timeouts:Idle", "00:00:00.7"), ("Gateway:Timeouts:Total", "00:00:02"));
        rig.First.Next.Enqueue(new FakeScript { FirstByteAfter = TimeSpan.FromSeconds(30) });
        rig.First.Next.Enqueue(new FakeScript { SilentAfter = 2 });
        rig.First.Next.Enqueue(new FakeScript { Deltas = [.. Enumerable.Repeat("a", 100)], BetweenDeltas = TimeSpan.FromMilliseconds(200) });

        var first = await rig.PostAsync(Stream);
        var idle = await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();
        var total = await (await rig.PostAsync(Stream)).Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.GatewayTimeout, first.StatusCode);
        Assert.All([idle, total], text => Assert.Contains("provider_timeout", text));
        Assert.Equal([CallEnd.TimedOut, CallEnd.TimedOut], (await rig.RecordsAsync(2)).Select(r => r.End));
    }

    [Fact]
    [Trait("Exam", "32")]
    public async Task Revoking_the_key_ends_the_answer_on_its_way()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("a", 1000)], BetweenDeltas = TimeSpan.FromMilliseconds(20) };
        var response = await rig.PostAsync(Stream);

        await rig.App.Get<KeyIssuer>().RevokeAsync(rig.Customer.AccountId, rig.Customer.KeyId, default);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("api_key_revoked", text);
        Assert.Equal(CallEnd.KeyRevoked, Assert.Single(await rig.RecordsAsync(1)).End);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.PostAsync(Whole)).StatusCode);
    }

    [Fact]
    [Trait("Exam", "46")]
    public async Task What_a_client_causes_never_opens_a_circuit_and_a_sick_provider_does()
    {
        var clock = new FakeClock();
        await using var rig = await GatewayRig.StartAsync(clock);
        rig.First.Script = new FakeScript { Status = 400 };
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await rig.PostAsync(Whole)).StatusCode);
        }

        rig.First.Script = new FakeScript { Status = 500 };
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            statuses.Add((await rig.PostAsync(Whole)).StatusCode);
        }

        var open = await rig.PostAsync(Whole);
        rig.First.Script = new FakeScript();
        clock.Advance(TimeSpan.FromSeconds(30));
        var recovered = await rig.PostAsync(Whole);

        Assert.All(statuses[..5], status => Assert.Equal(HttpStatusCode.InternalServerError, status));
        Assert.All(statuses[5..], status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Contains("model_unavailable", await open.Content.ReadAsStringAsync());
        Assert.NotNull(open.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, recovered.StatusCode);
        Assert.Equal(25 + 5 + 1, rig.First.Calls.Count);
        Assert.Single(await rig.RecordsAsync(1));
    }

    [Theory]
    [InlineData(Stream)]
    [InlineData(Whole)]
    public async Task The_end_is_held_until_the_record_is_durable(string body)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Journal.Hold();
        var sending = rig.PostAsync(body);
        for (var i = 0; i < 500 && rig.Journal.Records.IsEmpty; i++)
        {
            await Task.Delay(10);
        }

        var reading = Task.Run(async () => await (await sending).Content.ReadAsStringAsync());
        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(300)));
        rig.Journal.LetGo();

        Assert.Contains("stop", await reading);
    }

    [Fact]
    [Trait("Exam", "17")]
    public async Task The_journal_hears_of_each_forwarded_call_before_its_provider_does_and_when_it_is_over()
    {
        await using var rig = await GatewayRig.StartAsync();
        var answered = await NotesAsync(rig, Whole, 200, 2);
        var settled = Assert.Single(await rig.RecordsAsync(1));
        var streamed = await NotesAsync(rig, Stream, 200, 1);
        rig.First.Script = new FakeScript { Status = 500 };
        var failedOver = await NotesAsync(rig, Whole.Replace("solo", "pair", StringComparison.Ordinal), 200, 2);
        var refused = await NotesAsync(rig, Whole, 500, 2);

        Assert.Equal([JournalKind.Opened, JournalKind.Released], answered.Select(n => n.Kind));
        Assert.Equal([JournalKind.Opened], streamed.Select(n => n.Kind));      // a settled stream is over
        Assert.Equal([JournalKind.Opened, JournalKind.Released], failedOver.Select(n => n.Kind));
        Assert.Equal([JournalKind.Opened, JournalKind.Released], refused.Select(n => n.Kind));
        Assert.Empty(await NotesAsync(rig, Whole.Replace("solo", "none", StringComparison.Ordinal), 404, 0));
        Assert.All(answered, n => Assert.Equal(settled.RequestId, n.RequestId));
        Assert.Equal((settled.PriceVersionId, settled.KeyId, CallEnd.PortalStopped), (answered[0].PriceVersionId, answered[0].KeyId, answered[0].End));
        Assert.True(answered[0].Tokens.Input > 0 && answered[0].Cost.Micros > 0 && answered[0].Charged.Micros == 0);
        Assert.True(settled.WasOpened);
    }

    [Fact]
    public async Task No_credit_is_402_and_a_long_answer_arrives_whole()
    {
        await using var rig = await GatewayRig.StartAsync(("Plans:SignUpCredit", "0.1"));
        rig.First.Script = new FakeScript { Padding = 300_000, CompletionTokens = 100 };

        var refused = await rig.PostAsync(Whole);
        var text = await (await rig.PostAsync(Whole.Replace("\"messages\"", "\"max_tokens\":100,\"messages\"", StringComparison.Ordinal))).Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.True(text.Length > 300_000);
        Assert.Equal(100, Assert.Single(await rig.RecordsAsync(1)).Tokens.Output);
    }

    private static async Task<JournalRecord[]> NotesAsync(GatewayRig rig, string body, int status, int count)
    {
        rig.Journal.Notes.Clear();
        using var response = await rig.PostAsync(body);
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(status, (int)response.StatusCode);
        for (var i = 0; i < 500 && rig.Journal.Notes.Count < count; i++)
        {
            await Task.Delay(10);      // the call ends on the server's side a little later
        }

        return [.. rig.Journal.Notes];
    }
}
