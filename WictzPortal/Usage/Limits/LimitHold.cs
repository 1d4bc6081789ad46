using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>What one call has taken of the limits that apply to it, until it ends. Ends exactly once.</summary>
public sealed class LimitHold
{
    private readonly LimitedCaller _caller;
    private readonly long _tokens;
    private long _micros;
    private readonly TallyRow _tallies;
    private int _ended;

    internal LimitHold(LimitedCaller caller, in TallyRow tallies, long tokens, long micros) =>
        (_caller, _tallies, _tokens, _micros) = (caller, tallies, tokens, micros);

    /// <summary>
    /// The call has used this much: what it took beyond is given back to the windows it was taken in, its place among the calls in flight
    /// too. To be called before the last bytes of the answer go, so that a client's next call finds it so.
    /// </summary>
    public void Settle(long tokens, long micros) => End(0, _tokens - tokens, Volatile.Read(ref _micros) - micros);

    /// <summary>The call has used nothing.</summary>
    /// <param name="wasSent">Whether it has reached a provider: then it counts as a request all the same.</param>
    public void Release(bool wasSent) => End(wasSent ? 0 : 1, _tokens, Volatile.Read(ref _micros));

    /// <summary>Takes of the limits of spending what an answer costs that outgrows its reservation. For the call's own thread of control.</summary>
    /// <returns>How the limit stands that does not leave so much; null when it is taken.</returns>
    public async ValueTask<LimitState?> ExtendAsync(long micros, DateTimeOffset now)
    {
        for (var i = 0; i < _caller.Counters.Length; i++)
        {
            if (_tallies[i] is { } tally && _caller.Counters[i].Kind == LimitKind.Spend && !await _caller.TakeMoreAsync(i, tally, micros, now))
            {
                for (var before = 0; before < i; before++)
                {
                    _tallies[before]?.Return(_caller.Counters[before].Kind == LimitKind.Spend ? micros : 0);
                }

                return _caller.StateOf(i, now);
            }
        }

        Volatile.Write(ref _micros, _micros + micros);
        return null;
    }

    private void End(long requests, long tokens, long micros)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        var counters = _caller.Counters;
        for (var i = 0; i < counters.Length; i++)
        {
            _tallies[i]?.Return(counters[i].Kind switch
            {
                LimitKind.Requests => requests,
                LimitKind.Tokens => tokens,
                LimitKind.Spend => micros,
                _ => 1,
            });
        }
    }
}
