namespace WictzPortal.Usage;

/// <summary>
/// Asks <see cref="IAllowances"/> with patience, and not at all for a while after that was in vain: an outage holds calls up only as long
/// as it takes to notice.
/// </summary>
internal sealed class LimitSupply(IAllowances allowances)
{
    /// <summary>No call waits longer than this for a limit.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // How long something takes is no business time: a clock that a test moves or holds still must not change it.
    public static readonly TimeProvider RealClock = TimeProvider.System;

    private long _deafUntil;

    public IAllowances Allowances { get; } = allowances;

    public async ValueTask<Fetched> FetchAsync(LimitCounter counter, Tally tally, long need)
    {
        if (RealClock.GetTimestamp() < Volatile.Read(ref _deafUntil))
        {
            return Fetched.Unknown;
        }

        Fetched fetched;
        try
        {
            fetched = await counter.FetchAsync(tally, need, Allowances).WaitAsync(Patience, RealClock);
        }
        catch (TimeoutException)
        {
            fetched = Fetched.Unknown;
        }

        if (fetched == Fetched.Unknown)
        {
            Volatile.Write(ref _deafUntil, RealClock.GetTimestamp() + (long)(Patience.TotalSeconds * RealClock.TimestampFrequency));
        }

        return fetched;
    }
}
