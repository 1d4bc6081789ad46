using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>What one call has taken of the limits that apply to it, until it ends. Ends exactly once.</summary>
public sealed class LimitHold
{
    private readonly LimitCounter[] _counters;
    private readonly long _tokens;
    private long _micros;
    private readonly TallyRow _tallies;
    private int _ended;

    internal LimitHold(LimitCounter[] counters, in TallyRow tallies, long tokens, long micros) =>
        (_counters, _tallies, _tokens, _micros) = (counters, tallies, tokens, micros);

    /// <summary>
    /// The call has used this much: what it took beyond is given back to the windows it was taken in, its place among the calls in flight
    /// too. To be called before the last bytes of the answer go, so that a client's next call finds it so.
    /// </summary>
    public void Settle(long tokens, long micros) => End(0, _tokens - tokens, Volatile.Read(ref _micros) - micros);

    /// <summary>The call has used nothing.</summary>
    /// <param name="wasSent">Whether it has reached a provider: then it counts as a request all the same.</param>
    public void Release(bool wasSent) => End(wasSent ? 0 : 1, _tokens, Volatile.Read(ref _micros));

    /// <summary>For the call's own thread of control: what an answer takes that outgrows its reservation.</summary>
    /// <returns>False when a limit does not leave so much; then nothing was taken.</returns>
    internal bool TryExtend(long micros, DateTimeOffset now)
    {
        for (var i = 0; i < _counters.Length; i++)
        {
            if (_tallies[i] is { } tally && _counters[i].Kind == LimitKind.Spend && tally.TryTake(micros, micros, now, out _) != Taken.Yes)
            {
                while (--i >= 0)
                {
                    _tallies[i]?.Return(_counters[i].Kind == LimitKind.Spend ? micros : 0);
                }

                return false;
            }
        }

        Volatile.Write(ref _micros, _micros + micros);
        return true;
    }

    private void End(long requests, long tokens, long micros)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        for (var i = 0; i < _counters.Length; i++)
        {
            _tallies[i]?.Return(_counters[i].Kind switch
            {
                LimitKind.Requests => requests,
                LimitKind.Tokens => tokens,
                LimitKind.Spend => micros,
                _ => 1,
            });
        }
    }
}
