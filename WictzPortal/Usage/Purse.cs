using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>One account's credit: what is available, and what calls in flight hold. Their sum moves only by charges and postings.</summary>
internal sealed class Purse(long micros)
{
    private long _available = micros;
    private long _reserved;
    private long _taken;

    /// <summary>How it is filled where credit is leased from a database; null where all there is is here.</summary>
    public PurseLease? Lease { get; init; }

    public long Available => Volatile.Read(ref _available);

    public long Reserved => Volatile.Read(ref _reserved);

    /// <summary>All that was ever taken, given back or not: it tells how busy the account is.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>The two figures are read one after the other, so under load their sum may be off by a call in flight.</summary>
    public PurseState State
    {
        get
        {
            var (available, reserved) = (Available, Reserved);
            return new PurseState(new Money(available + reserved), new Money(reserved), new Money(available));
        }
    }

    /// <summary>Takes an amount if it is there. Nothing may be taken from an empty purse, not even 0.</summary>
    public bool TryTake(long micros)
    {
        var available = Volatile.Read(ref _available);
        while (available > 0 && available >= micros)
        {
            var seen = Interlocked.CompareExchange(ref _available, available - micros, available);
            if (seen == available)
            {
                Interlocked.Add(ref _reserved, micros);
                Interlocked.Add(ref _taken, Math.Max(1, micros));
                return true;
            }

            available = seen;
        }

        return false;
    }

    /// <summary>Gives the held amount back but for the cost; a cost beyond it is taken from what is available, as far as that goes.</summary>
    /// <returns>What was charged, at most <paramref name="cost"/>.</returns>
    public long Settle(long held, long cost)
    {
        var charged = cost <= held ? cost : held + TakeUpTo(cost - held);
        Interlocked.Add(ref _reserved, -held);
        if (cost < held)
        {
            Interlocked.Add(ref _available, held - cost);
        }

        return charged;
    }

    public void Add(long micros) => Interlocked.Add(ref _available, micros);

    /// <summary>Empties it, but for what calls in flight hold.</summary>
    /// <returns>What was available.</returns>
    public long TakeAll() => TakeUpTo(long.MaxValue);

    private long TakeUpTo(long micros)
    {
        var available = Volatile.Read(ref _available);
        while (available > 0)
        {
            var taken = Math.Min(available, micros);
            var seen = Interlocked.CompareExchange(ref _available, available - taken, available);
            if (seen == available)
            {
                return taken;
            }

            available = seen;
        }

        return 0;
    }
}
