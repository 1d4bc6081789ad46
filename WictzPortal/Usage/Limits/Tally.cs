namespace WictzPortal.Usage;

/// <summary>What became of an attempt to take from a <see cref="Tally"/>.</summary>
internal enum Taken : byte
{
    Yes,

    /// <summary>The limit is used up.</summary>
    Full,

    /// <summary>Not here at this moment; <see cref="IAllowances"/> may have more.</summary>
    Fetch,
}

/// <summary>
/// One limit in one window: what calls may still take without asking. Whoever took gives back to the same tally, so what comes back after
/// the window's end changes nothing any more.
/// </summary>
internal sealed class Tally(LimitWindow window, bool isFirst)
{
    private long _left;
    private long _elsewhere;
    private int _isWhole;
    private int _isKnown;
    private int _isRecalled;
    private long _touched;
    private long _granted;
    private long _fullFor = long.MaxValue;
    private long _fullUntil;

    public LimitWindow Window { get; } = window;

    /// <summary>Whether there was none of the same limit before it on this node: then usage may have gone uncounted.</summary>
    public bool IsFirst { get; } = isFirst;

    /// <summary>What this node may still hand out. Below zero where calls used more than they took.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>What no node has taken, as far as this one knows.</summary>
    public long Elsewhere => Volatile.Read(ref _elsewhere);

    /// <summary>What is left for this node and all others.</summary>
    public long Remaining => Math.Max(0, Left + Math.Max(0, Elsewhere));

    /// <summary>What this node has of the limit in all: handed out, or left. Only who holds the counter's turn changes it.</summary>
    public long Granted => Volatile.Read(ref _granted);

    public bool IsRecalled => Volatile.Read(ref _isRecalled) != 0;

    /// <summary>Whether nothing more will be granted in this window.</summary>
    public bool IsWhole => Volatile.Read(ref _isWhole) != 0;

    /// <summary>Whether <see cref="Remaining"/> means anything.</summary>
    public bool IsKnown => Volatile.Read(ref _isKnown) != 0;

    /// <summary>When something was last taken or given back, in ticks of UTC.</summary>
    public long Touched => Volatile.Read(ref _touched);

    /// <summary>Takes up to <paramref name="most"/>, and nothing unless <paramref name="least"/> is here.</summary>
    public Taken TryTake(long least, long most, DateTimeOffset now, out long taken)
    {
        var isWhole = Volatile.Read(ref _isWhole) != 0;      // before what is left: it may be filled in between
        var left = Volatile.Read(ref _left);
        while (left >= least)
        {
            taken = Math.Min(left, most);
            var seen = Interlocked.CompareExchange(ref _left, left - taken, left);
            if (seen == left)
            {
                Volatile.Write(ref _touched, now.UtcTicks);
                return Taken.Yes;
            }

            left = seen;
        }

        taken = 0;
        return isWhole ? Taken.Full : Taken.Fetch;
    }

    /// <summary>Gives back what was not used; or, below zero, takes what was used beyond what had been taken.</summary>
    public void Return(long amount) => Interlocked.Add(ref _left, amount);

    /// <summary>All that will ever be granted in this window is here.</summary>
    public void FillWhole(long amount)
    {
        Interlocked.Add(ref _left, amount);
        Volatile.Write(ref _elsewhere, 0);
        Volatile.Write(ref _isWhole, 1);
        Volatile.Write(ref _isKnown, 1);
    }

    /// <param name="amount">Granted to this node.</param>
    /// <param name="elsewhere">What nobody has taken yet.</param>
    public void Fill(long amount, long elsewhere)
    {
        Volatile.Write(ref _granted, _granted + amount);
        Interlocked.Add(ref _left, amount);
        Volatile.Write(ref _elsewhere, elsewhere);
        Volatile.Write(ref _isKnown, 1);
    }

    /// <summary>So much was not to be had: for a moment nobody needs to ask for it again.</summary>
    public void SetFull(long amount)
    {
        Volatile.Write(ref _fullFor, amount);
        Volatile.Write(ref _fullUntil, LimitSupply.RealClock.GetTimestamp() + (LimitSupply.RealClock.TimestampFrequency / 4));
    }

    public bool IsFullFor(long amount) =>
        amount >= Volatile.Read(ref _fullFor) && LimitSupply.RealClock.GetTimestamp() < Volatile.Read(ref _fullUntil);

    /// <summary>Takes out all that is left, to be given back to other nodes.</summary>
    public void Empty()
    {
        Volatile.Write(ref _isRecalled, 0);
        var left = Volatile.Read(ref _left);
        while (left > 0)
        {
            var seen = Interlocked.CompareExchange(ref _left, 0, left);
            if (seen == left)
            {
                Volatile.Write(ref _granted, _granted - left);
                Interlocked.Add(ref _elsewhere, left);
                return;
            }

            left = seen;
        }
    }

    /// <summary>What is left here goes back at the next turn, idle or not.</summary>
    public void Recall() => Volatile.Write(ref _isRecalled, 1);

    /// <summary>The limit itself was changed by so much.</summary>
    public void Shift(long by)
    {
        if (Volatile.Read(ref _isWhole) != 0)
        {
            Interlocked.Add(ref _left, by);
        }
        else
        {
            Interlocked.Add(ref _elsewhere, by);
            Volatile.Write(ref _fullUntil, 0);
            Recall();
        }
    }
}
