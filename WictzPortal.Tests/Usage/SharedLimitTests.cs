using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Plans;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Several nodes' limits on one PostgreSQL database. On SQLite there is one node, and nothing to share.</summary>
[Trait("Exam", "12")]
public sealed class SharedLimitTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 30, TimeSpan.Zero);

    private readonly FakeClock _clock = new(Noon);
    private readonly List<Node> _nodes = [];
    private readonly (Guid Account, Guid Key) _ids = (Guid.NewGuid(), Guid.NewGuid());
    private PortalApp _app = default!;

    public async Task InitializeAsync() => _app = await PortalApp.SharedAsync;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    [Trait("Exam", "8")]
    public async Task Nodes_together_admit_what_the_limit_allows_and_not_one_more()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        var nodes = new[] { await StartAsync(), await StartAsync(), await StartAsync() };
        var callers = nodes.Select(node => Caller(node, new LimitSet(RequestsPerMinute: 100, TokensPerDay: 100_000))).ToArray();
        var passed = 0;
        for (var round = 0; round < 20 && passed < 100; round++)
        {
            await Task.WhenAll(callers.SelectMany(caller => Enumerable.Range(0, 30).Select(async _ =>
            {
                var verdict = await caller.TakeAsync(new LimitClaim(100, 300, 0), _clock.GetUtcNow());
                Assert.NotEqual(LimitRefusal.Unknown, verdict.Refusal);
                if (verdict.Hold is { } hold)
                {
                    Interlocked.Increment(ref passed);
                    hold.Settle(100, 0);
                }
            })));
            Assert.InRange(passed, 0, 100);
            await Task.WhenAll(nodes.Select(node => node.Slices.TurnAsync(everything: true, default)));      // what one did not need, another may
        }

        Assert.Equal(100, passed);
        Assert.Equal(LimitRefusal.UsedUp, (await callers[0].TakeAsync(new LimitClaim(1, 1, 0), _clock.GetUtcNow())).Refusal);
        Assert.NotNull((await callers[0].TakeAsync(new LimitClaim(1, 1, 0), _clock.GetUtcNow().AddSeconds(30))).Hold);
    }

    [Fact]
    public async Task The_places_of_a_dead_nodes_calls_come_back()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        var (first, second) = (await StartAsync(), await StartAsync());
        var limits = new LimitSet(Concurrency: 4);
        var (dying, living) = (Caller(first, limits), Caller(second, limits));
        for (var i = 0; i < 4; i++)
        {
            Assert.NotNull((await TakeAsync(dying)).Hold);
        }

        var before = await TakeAsync(living);
        await using (var db = _app.OpenDb())
        {
            await Limiter.ForgetNodeAsync(db, first.Member.Id, default);
        }

        var after = await EventuallyAsync(living);

        Assert.Equal(LimitRefusal.UsedUp, before.Refusal);
        Assert.NotNull(after.Hold);
    }

    [Fact]
    public async Task What_is_idle_goes_back_and_a_lowered_limit_holds_at_once()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        var node = await StartAsync();
        var caller = Caller(node, new LimitSet(RequestsPerDay: 800));
        var counter = caller.Counters[0];
        (await TakeAsync(caller)).Hold!.Settle(0, 0);
        var held = await TakenAsync();
        await node.Slices.TurnAsync(everything: false, default);
        var busy = await TakenAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));
        await node.Slices.TurnAsync(everything: false, default);
        var idle = await TakenAsync();

        (await TakeAsync(caller)).Hold!.Settle(0, 0);
        counter.Set(2, TimeZoneInfo.Utc);
        await node.Slices.TurnAsync(everything: false, default);
        var verdict = await TakeAsync(caller);

        Assert.InRange(held, 2, 100);
        Assert.Equal((held, 1), (busy, idle));
        Assert.Equal((LimitRefusal.UsedUp, 0), (verdict.Refusal, verdict.State.Remaining));
    }

    /// <summary>Not let through, and not refused as if the limit were used up; no call waits longer than the patience.</summary>
    [Fact]
    [Trait("Exam", "43")]
    [Trait("Exam", "45")]
    public async Task A_database_that_hangs_costs_one_short_wait_and_then_none()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        var caller = Caller(await StartAsync(), new LimitSet(RequestsPerDay: 4));
        LimitVerdict waited, at_once;
        TimeSpan waiting, not;
        await using (var db = _app.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LimitTakings.LockOf(caller.Counters[0])})");
            var began = TimeProvider.System.GetTimestamp();
            waited = await TakeAsync(caller);
            waiting = TimeProvider.System.GetElapsedTime(began);
            began = TimeProvider.System.GetTimestamp();
            at_once = await TakeAsync(caller);
            not = TimeProvider.System.GetElapsedTime(began);
        }

        var recovered = await EventuallyAsync(caller);

        Assert.Equal((LimitRefusal.Unknown, LimitRefusal.Unknown), (waited.Refusal, at_once.Refusal));
        Assert.InRange(waiting, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(4));
        Assert.InRange(not, TimeSpan.Zero, waiting / 2);
        Assert.NotNull(recovered.Hold);
    }

    [Fact]
    public async Task Shares_of_limits_are_deleted_a_day_after_their_window_and_not_before()
    {
        if (!TestDatabase.IsPostgres)
        {
            return;
        }

        var caller = Caller(await StartAsync(), new LimitSet(RequestsPerMinute: 10, RequestsPerDay: 10, Concurrency: 10));
        await TakeAsync(caller);
        var (rows, left) = (await RowsAsync(), new List<int>());
        foreach (var days in new[] { 0.9, 1.2, 2.5 })
        {
            await new LimitRetentionJob(_app.Get<IDbContextFactory<PortalDb>>(), new FakeClock(Noon.AddDays(days))).RunAsync(default);
            left.Add(await RowsAsync());
        }

        Assert.Equal(3, rows);
        Assert.Equal([3, 2, 1], left);
    }

    private async Task<Node> StartAsync()
    {
        var databases = _app.Get<IDbContextFactory<PortalDb>>();
        var member = new ThisNode(databases, _app.Get<IConfiguration>(), NullLogger<ThisNode>.Instance);
        await member.StartAsync(default);
        var node = new Node(member, new LimitSlices(databases, member, _app.Get<LimitSeeds>(), _clock, NullLogger<LimitSlices>.Instance));
        await node.Slices.TurnAsync(everything: false, default);
        _nodes.Add(node);
        return node;
    }

    private LimitedCaller Caller(Node node, LimitSet limits)
    {
        var applied = new AppliedLimits(_ids.Account, _ids.Key, limits, LimitSet.None, LimitSet.None, TimeZoneInfo.Utc);
        var counters = applied.Rules.ToArray().Select(rule =>
        {
            var counter = new LimitCounter(rule.ScopeId, rule.Rule, 42, isKeys: true);
            counter.Set(rule.Limit, applied.Zone);
            return counter;
        });
        return new LimitedCaller(new LimitSupply(node.Slices), applied, [.. counters], 1);
    }

    private async Task<LimitVerdict> TakeAsync(LimitedCaller caller) => await caller.TakeAsync(new LimitClaim(1, 1, 0), _clock.GetUtcNow());

    /// <summary>That there was nothing, or no answer, is remembered for up to a second.</summary>
    private async Task<LimitVerdict> EventuallyAsync(LimitedCaller caller)
    {
        var verdict = await TakeAsync(caller);
        for (var i = 0; i < 400 && verdict.Hold is null; i++)
        {
            await Task.Delay(10);
            verdict = await TakeAsync(caller);
        }

        return verdict;
    }

    private async Task<long> TakenAsync()
    {
        await using var db = _app.OpenDb();
        return await db.LimitTakings.Where(t => t.ScopeId == _ids.Key).SumAsync(t => t.Taken);
    }

    private async Task<int> RowsAsync()
    {
        await using var db = _app.OpenDb();
        return await db.LimitTakings.CountAsync(t => t.ScopeId == _ids.Key);
    }

    private sealed record Node(ThisNode Member, LimitSlices Slices) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Slices.StopAsync(default);
            await Member.StopAsync(default);
            Slices.Dispose();
            Member.Dispose();
        }
    }
}
