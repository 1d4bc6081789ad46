using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Standing;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>What a call may cost, and what shows of it. That nothing stays reserved, <see cref="PortalRig.RecordsAsync"/> checks for all.</summary>
public sealed class CreditTests
{
    private const string Streamed = """{"model":"solo","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Whole = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    [Trait("Exam", "10")]
    [Trait("Exam", "15")]
    public async Task A_long_stream_reserves_slice_by_slice_and_ends_where_the_credit_ends()
    {
        // Covers the first 1000 tokens of output (16.5 kuruş), a slice of 1024 (16.896 kuruş) and no second one.
        await using var rig = await GatewayRig.StartAsync(("Plans:SignUpCredit", "0.36"));
        rig.First.Script = new FakeScript { Deltas = [.. Enumerable.Repeat("word ", 8000)] };

        var text = await (await rig.PostAsync(Streamed)).Content.ReadAsStringAsync();

        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, e => Assert.StartsWith("data: {", e));
        Assert.Contains("\"code\":\"credit_spent\"", events[^1]);
        Assert.InRange(events.Length, 2000, 7000);
        Assert.True(await rig.First.QuietAsync(TimeSpan.FromSeconds(5)));
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.True(record.Tokens.Output > 2024);
        Assert.InRange(record.Charged.Micros, 1, 36_000_000);
        Assert.InRange((await rig.Purses.StateAsync(rig.Customer.AccountNumber, default)).Available.Micros, 0, 36_000_000);
    }

    [Fact]
    [Trait("Exam", "2")]
    [Trait("Exam", "15")]
    public async Task A_drained_answer_is_charged_by_the_providers_own_figures()
    {
        await using var rig = await GatewayRig.StartAsync(("Gateway:OnDisconnect", "Drain"));
        rig.First.Script = new FakeScript
        {
            Deltas = [.. Enumerable.Repeat("word ", 200)], BetweenDeltas = TimeSpan.FromMilliseconds(5), PromptTokens = 321, CompletionTokens = 777,
        };

        using var hangUp = new CancellationTokenSource();
        using var response = await rig.PostAsync(Streamed);
        var reading = response.Content.CopyToAsync(Stream.Null, hangUp.Token);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Equal((CallEnd.ClientDisconnected, false), (record.End, record.Estimated));
        Assert.Equal((321, 777), (record.Tokens.Input, record.Tokens.Output));
        Assert.Equal(200, Assert.Single(rig.First.Calls).Deltas);
    }

    [Theory]
    [InlineData(Streamed)]
    [InlineData(Whole)]
    [Trait("Exam", "4")]
    [Trait("Exam", "15")]
    public async Task Hanging_up_before_the_provider_says_anything_costs_nothing(string body)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.First.Script = new FakeScript { MayBegin = new TaskCompletionSource().Task };
        using var hangUp = new CancellationTokenSource();
        var posting = rig.PostAsync(body, cancellationToken: hangUp.Token);
        await rig.ReachedFirstAsync(1);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);

        Assert.True(await rig.First.QuietAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(await rig.RecordsAsync(0));
    }

    [Fact]
    public async Task Only_calls_to_a_model_stand_in_the_request_log()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var path in new[] { "/v1/models", "/v1/models/solo", "/v1/key", "/v1/credits", "/v1/nothing" })
        {
            await rig.Client().GetAsync(path);
        }

        await rig.PostAsync(Whole.Replace("solo", "nothing", StringComparison.Ordinal));
        await rig.PostAsync(Whole);
        await RestrictAsync(rig);
        await rig.PostAsync(Whole);

        var rows = await LoggedAsync(rig, 3);
        Assert.All(rows, row => Assert.Equal("/v1/chat/completions", row.Route));
        Assert.Equal(["model_not_found", null, null], rows.Select(row => row.ErrorCode));
        Assert.Equal([true, true, false], rows.Select(row => row.Ip is not null));      // of whose data is restricted the least
    }

    /// <summary>The owner wants it, and calls served nevertheless.</summary>
    private static async Task RestrictAsync(GatewayRig rig)
    {
        await using var db = rig.App.OpenDb();
        var owner = await db.AccountMembers.Where(m => m.AccountId == rig.Customer.AccountId).Select(m => m.UserId).SingleAsync();
        var book = rig.App.Get<StandingBook>();
        await book.RestrictAsync(owner, RestrictionGround.AccuracyContested, null, null, owner, default);
        Assert.Null(await book.KeepRunningAsync(owner, wanted: true, default));
    }

    private static async Task<List<RequestLogEntry>> LoggedAsync(GatewayRig rig, int count)
    {
        await using var db = await rig.App.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync();
        List<RequestLogEntry> rows = [];
        for (var i = 0; i < 500 && rows.Count < count; i++)
        {
            await Task.Delay(20);
            rows = await db.RequestLogEntries.AsNoTracking().OrderBy(e => e.At).ToListAsync();
        }

        return rows;
    }
}
