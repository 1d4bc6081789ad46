namespace WictzPortal.Usage;

/// <summary>How one account's purse on this node is filled from leases: how busy it is, and what is known of the rest.</summary>
internal sealed class PurseLease : IDisposable
{
    private const int IdleLooks = 4;

    private long _lastTaken;
    private int _quietLooks;

    /// <summary>One at a time asks for credit that it waits for.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>What calls have taken in the last two seconds or so, in micros: the size of the next slice.</summary>
    public long Lately { get; private set; }

    /// <summary>What other nodes were last told of its reservations.</summary>
    public long Told { get; set; }

    /// <summary>An amount that the whole account did not have, and until when that is believed without asking again.</summary>
    public (long Micros, long Until) Refused { get; set; }

    /// <summary>Set when other nodes have returned credit, or the account was given some.</summary>
    public TaskCompletionSource News { get; set; } = NewNews();

    /// <summary>Whether nothing has been taken for two seconds.</summary>
    public bool IsIdle => _quietLooks >= IdleLooks;

    public static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A look, twice a second.</summary>
    public void Look(long taken)
    {
        var now = taken - _lastTaken;
        _lastTaken = taken;
        _quietLooks = now == 0 ? _quietLooks + 1 : 0;
        Lately = now + (Lately / 4 * 3);
    }

    public void Dispose() => Turn.Dispose();
}
