using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>What a call asks of limits.</summary>
/// <param name="LeastTokens">Without these it cannot be served.</param>
/// <param name="MostTokens">Taken as far as they are left.</param>
/// <param name="Micros">What it may cost at most.</param>
/// <param name="IsCharged">Whether it uses tokens and money at all.</param>
public readonly record struct LimitClaim(long LeastTokens, long MostTokens, long Micros, bool IsCharged = true);

/// <summary>How one limit stands.</summary>
/// <param name="Applied">The limit, and whose it is.</param>
/// <param name="Remaining">What is left of it; null where this is not known.</param>
/// <param name="ResetsAt">When it is whole again; null for what is not counted over time.</param>
public readonly record struct LimitState(AppliedLimit Applied, long? Remaining, DateTimeOffset? ResetsAt);

/// <summary>Why a limit refuses a call.</summary>
public enum LimitRefusal : byte
{
    None,
    UsedUp,

    /// <summary>The call needs more than the limit as a whole.</summary>
    NeverFits,

    /// <summary>What is left cannot be found out. Nothing is let through then.</summary>
    Unknown,
}

/// <summary>What limits say of a call: a hold, to be ended with the call; or why not.</summary>
public readonly record struct LimitVerdict(LimitHold? Hold, LimitRefusal Refusal, LimitState State);

/// <summary>One key as limits see it: all counters that its calls go through. Made anew when limits change; the counters stay.</summary>
public sealed class LimitedCaller
{
    internal const int MostCounters = 16;      // eight rules, each of the key and of the account or its plan

    private readonly LimitSupply _supply;
    private readonly LimitCounter[] _counters;

    internal LimitedCaller(LimitSupply supply, AppliedLimits applied, LimitCounter[] counters, int version) =>
        (_supply, Applied, _counters, Version) = (supply, applied, counters, version);

    public AppliedLimits Applied { get; }

    /// <summary>Whether anything is counted.</summary>
    public bool IsCounted => _counters.Length > 0;

    internal int Version { get; }

    internal ReadOnlySpan<LimitCounter> Counters => _counters;

    /// <summary>Takes what a call needs of every limit, or nothing of any. Waits only where something has to be fetched first.</summary>
    public ValueTask<LimitVerdict> TakeAsync(in LimitClaim claim, DateTimeOffset now)
    {
        var (verdict, at, need) = TryTake(claim, now);
        return at < 0 ? ValueTask.FromResult(verdict) : TakeSlowlyAsync(claim, now, at, need);
    }

    /// <summary>The one with the least left of those that count requests, or tokens.</summary>
    public bool TryGetTightest(LimitKind kind, DateTimeOffset now, out LimitState tightest)
    {
        var found = -1;
        var (least, endsAt) = (long.MaxValue, DateTimeOffset.MinValue);
        for (var i = 0; i < _counters.Length; i++)
        {
            if (_counters[i].Kind == kind && _counters[i].At(now, _supply.Allowances) is { IsKnown: true, Remaining: var left } tally
                && (left < least || (left == least && tally.Window.End > endsAt)))
            {
                (found, least, endsAt) = (i, left, tally.Window.End);
            }
        }

        tightest = found < 0 ? default : new LimitState(Applied.Rules[found], least, endsAt);
        return found >= 0;
    }

    /// <summary>How every limit stands. Asks where this node does not know.</summary>
    public async Task<IReadOnlyList<LimitState>> StatesAsync(DateTimeOffset now)
    {
        var states = new List<LimitState>(_counters.Length);
        for (var i = 0; i < _counters.Length; i++)
        {
            if (_counters[i].At(now, _supply.Allowances) is { IsWhole: false } tally)
            {
                await _supply.FetchAsync(_counters[i], tally, 0);
            }

            states.Add(StateOf(i, now));
        }

        return states;
    }

    /// <summary>Takes more from a tally that was taken from before.</summary>
    internal async ValueTask<bool> TakeMoreAsync(int at, Tally tally, long amount, DateTimeOffset now)
    {
        var taken = tally.TryTake(amount, amount, now, out _);
        while (taken == Taken.Fetch && await _supply.FetchAsync(_counters[at], tally, Math.Max(1, amount - tally.Left)) == Fetched.Yes)
        {
            taken = tally.TryTake(amount, amount, now, out _);
        }

        return taken == Taken.Yes;
    }

    internal LimitState StateOf(int at, DateTimeOffset now)
    {
        var tally = _counters[at].At(now, _supply.Allowances);
        return new LimitState(
            Applied.Rules[at], tally.IsKnown ? tally.Remaining : null, _counters[at].Period == LimitPeriod.None ? null : tally.Window.End);
    }

    private async ValueTask<LimitVerdict> TakeSlowlyAsync(LimitClaim claim, DateTimeOffset now, int at, long need)
    {
        var since = LimitSupply.RealClock.GetTimestamp();
        while (true)
        {
            var counter = _counters[at];
            counter.Want(need);
            var fetched = await _supply.FetchAsync(counter, counter.At(now, _supply.Allowances), need);
            counter.Want(-need);
            if (fetched != Fetched.Yes || LimitSupply.RealClock.GetElapsedTime(since) > LimitSupply.Patience)
            {
                return new LimitVerdict(null, fetched == Fetched.Full ? LimitRefusal.UsedUp : LimitRefusal.Unknown, StateOf(at, now));
            }

            (var verdict, at, need) = TryTake(claim, now);
            if (at < 0)
            {
                return verdict;
            }
        }
    }

    /// <returns>A verdict; or, at a place that is not negative, which counter has to fetch how much first.</returns>
    private (LimitVerdict Verdict, int At, long Need) TryTake(in LimitClaim claim, DateTimeOffset now)
    {
        var tallies = default(TallyRow);
        Span<long> taken = stackalloc long[MostCounters];
        var tokens = claim.MostTokens;
        for (var i = 0; i < _counters.Length; i++)
        {
            var counter = _counters[i];
            var (least, most) = Needs(counter.Kind, claim, tokens);
            if (most < 0)
            {
                continue;
            }

            var tally = counter.At(now, _supply.Allowances);
            var answer = least > counter.Limit ? Taken.Full : tally.TryTake(least, most, now, out taken[i]);
            if (answer != Taken.Yes)
            {
                GiveBack(tallies, taken[..i]);
                return answer == Taken.Fetch ? (default, i, Math.Max(1, least - tally.Left))
                    : (new LimitVerdict(null, least > counter.Limit ? LimitRefusal.NeverFits : LimitRefusal.UsedUp, StateOf(i, now)), -1, 0);
            }

            tallies[i] = tally;
            tokens = counter.Kind == LimitKind.Tokens ? taken[i] : tokens;
            _supply.Allowances.Watch(counter, tally);
        }

        Even(tallies, taken, tokens);
        return (new LimitVerdict(new LimitHold(this, tallies, tokens, claim.Micros), LimitRefusal.None, default), -1, 0);
    }

    private static (long Least, long Most) Needs(LimitKind kind, in LimitClaim claim, long tokens) => kind switch
    {
        LimitKind.Tokens => claim.IsCharged ? (claim.LeastTokens, tokens) : (0, -1),
        LimitKind.Spend => claim.IsCharged ? (claim.Micros, claim.Micros) : (0, -1),
        _ => (1, 1),
    };

    private static void GiveBack(in TallyRow tallies, ReadOnlySpan<long> taken)
    {
        for (var i = 0; i < taken.Length; i++)
        {
            tallies[i]?.Return(taken[i]);
        }
    }

    // A later limit may have left fewer tokens than an earlier one: all hold the same then.
    private void Even(in TallyRow tallies, ReadOnlySpan<long> taken, long tokens)
    {
        for (var i = 0; i < _counters.Length; i++)
        {
            if (_counters[i].Kind == LimitKind.Tokens && tallies[i] is { } tally && taken[i] > tokens)
            {
                tally.Return(taken[i] - tokens);
            }
        }
    }
}

/// <summary>A tally for each counter of a <see cref="LimitedCaller"/>, in their order; none where nothing was taken.</summary>
[System.Runtime.CompilerServices.InlineArray(LimitedCaller.MostCounters)]
internal struct TallyRow
{
    private Tally? _first;
}
