using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing.FakeProviders;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>When limits are whole again. Each test begins where the one before has left the clock.</summary>
public sealed class LimitResetTests(LimitRig rig) : IClassFixture<LimitRig>
{
    private const string Hello = """{"model":"solo","messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>The key outlives its budget's window, and the budget the key's: neither moves the other.</summary>
    [Fact]
    [Trait("Exam", "34")]
    [Trait("Exam", "42")]
    public async Task Spending_is_limited_by_what_was_charged_and_begins_anew_at_the_accounts_midnight()
    {
        // A call may cost 16.7 kuruş, and costs 0.13 kuruş: 11 tokens in, 5 out.
        await rig.BeginAsync(key: new LimitSet(SpendPerDay: LimitRig.Kurus(17)));

        var (first, second) = (await StatusAsync(), await StatusAsync());
        await StatusAsync();
        var refused = await rig.PostAsync(Hello);
        var midnight = Next(TimeSpan.FromHours(21));      // in Istanbul
        rig.Clock.Advance(midnight - rig.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        var before = await StatusAsync();
        rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var after = await StatusAsync();

        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
        Assert.Equal((HttpStatusCode.PaymentRequired, "spend_limit_reached"), (refused.StatusCode, error.GetProperty("code").GetString()));
        Assert.Equal(midnight, error.GetProperty("resets_at").GetDateTimeOffset());
        Assert.Equal((HttpStatusCode.PaymentRequired, HttpStatusCode.OK), (before, after));
    }

    [Fact]
    [Trait("Exam", "42")]
    public async Task After_weeks_without_a_call_every_window_is_whole()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerMinute: 1, RequestsPerDay: 1, SpendPerWeek: LimitRig.Kurus(17), SpendPerMonth: LimitRig.Kurus(17)));

        var first = await StatusAsync();
        var second = await StatusAsync();
        rig.Clock.Advance(TimeSpan.FromDays(45));
        var third = await StatusAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first, second, third));
    }

    /// <summary>What was used before the process began to count, or before the limit was set, is in the roll-ups: of the right days, and of the right key.</summary>
    [Fact]
    [Trait("Exam", "42")]
    public async Task Usage_from_before_counts_in_the_windows_of_the_accounts_zone()
    {
        rig.Clock.Advance(Next(TimeSpan.FromHours(12)) - rig.Clock.GetUtcNow());
        await rig.BeginAsync();
        var midnight = Next(TimeSpan.FromHours(21)).AddDays(-1);
        await UsedAsync(midnight.AddMinutes(-1), rig.Customer.KeyId);
        await UsedAsync(midnight, rig.Customer.KeyId);
        await UsedAsync(midnight.AddHours(1), Guid.NewGuid());
        await rig.LimitAsync(rig.Customer.KeyId, new LimitSet(RequestsPerDay: 10, TokensPerDay: 1000));
        await rig.LimitAsync(rig.Customer.AccountId, new LimitSet(RequestsPerDay: 10, SpendPerDay: LimitRig.Kurus(100)));

        var inIstanbul = await UsedAsync();
        await MoveAsync("America/New_York");      // where the day began five or four hours after it did in London
        var inNewYork = await UsedAsync();
        await MoveAsync("Europe/Istanbul");

        Assert.Equal(["2", "4", "177", "0.04"], inIstanbul);      // with those that failed; what was refused took nothing
        Assert.Equal(["0", "0", "0", "0.00"], inNewYork);
        Assert.Equal(inIstanbul, await UsedAsync());
    }

    /// <summary>The provider writes more than it was asked for: what it costs then is taken of the limit too, or the answer ends.</summary>
    [Fact]
    [Trait("Exam", "10")]
    public async Task A_stream_that_outgrows_its_reservation_ends_where_the_limit_of_spending_ends()
    {
        await rig.BeginAsync(key: new LimitSet(SpendPerDay: LimitRig.Kurus(36)));
        rig.Provider.Next.Enqueue(new FakeScript { Deltas = [.. Enumerable.Repeat("word ", 8000)] });

        var text = await (await rig.PostAsync(Hello.Replace("{\"model", "{\"stream\":true,\"model", StringComparison.Ordinal))).Content.ReadAsStringAsync();

        // The first 1000 tokens of output (16.5 kuruş), a slice of 1024 (16.9 kuruş), and no second one.
        var record = Assert.Single(await rig.RecordsAsync(1));
        Assert.Contains("\"code\":\"spend_limit_reached\"", text[^1000..]);
        Assert.InRange(record.Tokens.Output, 2025, 7000);
    }

    /// <summary>Whoever keeps count does not answer: nothing is let through, and nobody is told that the limit or the key were at fault.</summary>
    [Fact]
    [Trait("Exam", "44")]
    [Trait("Exam", "45")]
    public async Task While_what_was_used_cannot_be_read_limited_calls_get_503()
    {
        await rig.BeginAsync(key: new LimitSet(RequestsPerDay: 10));
        await using var db = rig.App.OpenDb();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE usage_rollups RENAME TO rollups_away");

        var during = await rig.PostAsync(Hello);
        var body = await during.Content.ReadAsStringAsync();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE rollups_away RENAME TO usage_rollups");
        var after = await StatusAsync();
        for (var i = 0; i < 300 && after != HttpStatusCode.OK; i++)
        {
            await Task.Delay(10);      // a failed look is not repeated for a second
            after = await StatusAsync();
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (during.StatusCode, during.Headers.RetryAfter?.ToString()));
        Assert.Contains("\"limits_unavailable\"", body);
        Assert.Equal(HttpStatusCode.OK, after);
        Assert.Single(rig.Provider.Calls);
    }

    // One call with usage, one that failed at its provider, and one that was refused before.
    private async Task UsedAsync(DateTimeOffset at, Guid keyId)
    {
        var draft = new UsageDraft(
            Guid.CreateVersion7(at), at, rig.Customer.AccountNumber, keyId, 1, 1, 1, new TokenCounts(100, 20, 3, 4, 50, 10, 0, 0), LimitRig.Kurus(2),
            CallEnd.Completed, false, true, 1);
        await using var db = rig.App.OpenDb();
        db.AddRange(UsageRollup.Of([UsageRecord.Of(JournalRecord.Usage(draft, draft.Cost), draft.Cost, null)]));
        await db.SaveChangesAsync();

        await using var log = await rig.App.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync();
        log.AddRange(TrafficRollup.Of([Without(1, 502), Without(0, 429)]));
        await log.SaveChangesAsync();

        RequestLogDraft Without(int deploymentId, int status) => new(
            Guid.CreateVersion7(at), at, rig.Customer.AccountId, rig.Customer.AccountNumber, keyId, 1, deploymentId, "/v1/chat/completions",
            status, "code", false, default, null, 0, 0, default, null, "other", Settled: false);
    }

    private async Task<IEnumerable<string>> UsedAsync() =>
        [.. (await rig.KeyLimitsAsync()).Where(limit => limit.GetProperty("source").GetString() != "plan").Select(limit => limit.GetProperty("used").ToString())];

    private async Task MoveAsync(string zone)
    {
        await using (var db = rig.App.OpenDb())
        {
            await db.Accounts.Where(a => a.Id == rig.Customer.AccountId).ExecuteUpdateAsync(a => a.SetProperty(one => one.TimeZone, zone));
            await using var transaction = await db.Database.BeginTransactionAsync();
            rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await rig.App.Get<LimitEditor>().TouchAsync(db, rig.Customer.AccountId, default);
            await transaction.CommitAsync();
        }

        await rig.App.Get<LimitBook>().RefreshAsync(rig.Customer.AccountId, default);
    }

    private async Task<HttpStatusCode> StatusAsync() => (await rig.PostAsync(Hello)).StatusCode;

    private DateTimeOffset Next(TimeSpan timeOfDay)
    {
        var now = rig.Clock.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date + timeOfDay, TimeSpan.Zero);
        return today > now ? today : today.AddDays(1);
    }
}
