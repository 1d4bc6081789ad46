using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using WictzPortal.Plans;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Limits on one node, without the gateway before them: what is taken, given back and begun anew.</summary>
public sealed class LimiterProperties
{
    private static readonly Guid Account = Guid.NewGuid();
    private static readonly Guid Key = Guid.NewGuid();

    /// <summary>Beside a reference that a reader can check by eye: every window holds what was taken in it and not given back.</summary>
    [Fact]
    [Trait("Exam", "11")]
    [Trait("Exam", "16")]
    public void Every_sequence_of_calls_leaves_what_the_reference_leaves() => Prop.ForAll<(byte Step, byte Amount)[]>(steps =>
    {
        var caller = Caller(new LimitSet(RequestsPerMinute: 5, TokensPerMinute: 300, Concurrency: 3));
        var now = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        var open = new List<(LimitHold Hold, DateTimeOffset Minute, int Tokens)>();
        var (requests, tokens, minute) = (0, 0L, now);
        foreach (var (step, amount) in steps)
        {
            switch (step % 5)
            {
                case 0 or 1:
                    var fits = requests < 5 && tokens + amount <= 300 && open.Count < 3;
                    var hold = Take(caller, amount, now).Hold;
                    if (hold is not null != fits)
                    {
                        return false;
                    }

                    if (hold is not null)
                    {
                        open.Add((hold, minute, amount));
                        (requests, tokens) = (requests + 1, tokens + amount);
                    }

                    break;
                case 2 when open.Count > 0:      // used more, or less, than was taken
                    open[0].Hold.Settle(amount, 0);
                    tokens += open[0].Minute == minute ? amount - open[0].Tokens : 0;
                    open.RemoveAt(0);
                    break;
                case 3 when open.Count > 0:      // came to nothing
                    open[^1].Hold.Release(wasSent: amount % 2 == 0);
                    open[^1].Hold.Settle(1000, 1000);      // a second end changes nothing
                    (requests, tokens) = open[^1].Minute == minute ? (requests - (amount % 2), tokens - open[^1].Tokens) : (requests, tokens);
                    open.RemoveAt(open.Count - 1);
                    break;
                case 4:
                    now = now.AddSeconds(amount);
                    (requests, tokens) = now >= minute.AddMinutes(1) ? (0, 0) : (requests, tokens);
                    minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
                    break;
            }
        }

        var left = caller.StatesAsync(now).GetAwaiter().GetResult().ToDictionary(state => state.Applied.Rule, state => state.Remaining);
        return (left[LimitRule.RequestsPerMinute], left[LimitRule.TokensPerMinute], left[LimitRule.Concurrency])
            == (5 - requests, Math.Max(0, 300 - tokens), 3 - open.Count);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact, Trait("Exam", "8")]
    public void Of_many_calls_at_once_no_more_pass_than_the_limit_allows() => Prop.ForAll<byte, byte>((limit, concurrency) =>
    {
        var caller = Caller(new LimitSet(RequestsPerMinute: limit + 1, Concurrency: concurrency + 1, TokensPerMinute: 1_000_000));
        var (now, passed) = (DateTimeOffset.UnixEpoch, 0);
        Parallel.For(0, 600, _ =>
        {
            if (Take(caller, 100, now).Hold is { } hold)
            {
                Interlocked.Increment(ref passed);
                hold.Settle(100, 0);
            }
        });

        // Each call ends before its thread begins the next, so some are in flight at once, but none is lost to that.
        var left = caller.StatesAsync(now).GetAwaiter().GetResult();
        return passed <= limit + 1 && left.Single(s => s.Applied.Rule == LimitRule.Concurrency).Remaining == concurrency + 1
            && left.Single(s => s.Applied.Rule == LimitRule.RequestsPerMinute).Remaining == limit + 1 - passed;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void What_states_no_maximum_takes_what_is_left_as_long_as_its_input_fits()
    {
        var caller = Caller(new LimitSet(TokensPerMinute: 1000));
        var now = DateTimeOffset.UnixEpoch;

        var first = Take(caller, 100, 900, now);
        var second = Take(caller, 100, 4196, now);
        var third = Take(caller, 1, 4097, now);
        second.Hold!.Settle(40, 0);
        var fourth = Take(caller, 61, 61, now);
        var fifth = Take(caller, 60, 60, now);

        Assert.NotNull(first.Hold);
        Assert.Equal(LimitRefusal.UsedUp, third.Refusal);
        Assert.Equal((LimitRefusal.UsedUp, 60), (fourth.Refusal, fourth.State.Remaining));
        Assert.NotNull(fifth.Hold);
        Assert.Equal(LimitRefusal.NeverFits, Take(caller, 1001, 1001, now).Refusal);
    }

    [Fact, Trait("Exam", "42")]
    public void Who_comes_back_after_weeks_finds_every_window_whole()
    {
        var caller = Caller(new LimitSet(RequestsPerMinute: 1, TokensPerMinute: 10, Concurrency: 1));
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 59, TimeSpan.Zero);
        var before = Take(caller, 10, now);

        before.Hold!.Settle(10, 0);
        Assert.Null(Take(caller, 10, now.AddSeconds(0.999)).Hold);
        var after = Take(caller, 10, now.AddDays(40).AddSeconds(1));

        Assert.NotNull(after.Hold);
        Assert.Null(Take(caller, 10, now.AddDays(40).AddSeconds(60)).Hold);
    }

    private static LimitVerdict Take(LimitedCaller caller, long tokens, DateTimeOffset now) =>
        Take(caller, tokens, tokens, now);

    private static LimitVerdict Take(LimitedCaller caller, long least, long most, DateTimeOffset now) =>
        caller.TakeAsync(new LimitClaim(least, most, 0), now).AsTask().GetAwaiter().GetResult();

    private static LimitedCaller Caller(LimitSet limits)
    {
        var applied = new AppliedLimits(Account, Key, limits, LimitSet.None, LimitSet.None, TimeZoneInfo.Utc);
        var counters = applied.Rules.ToArray().Select(rule =>
        {
            var counter = new LimitCounter(rule.ScopeId, rule.Rule, 42, isKeys: true);
            counter.Set(rule.Limit, applied.Zone);
            return counter;
        });
        return new LimitedCaller(new LimitSupply(new WholeLimits(null!, NullLogger<WholeLimits>.Instance)), applied, [.. counters], 1);
    }
}
