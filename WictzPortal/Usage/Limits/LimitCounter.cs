using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>Counts one limit of one key, or of one account as a whole, window after window.</summary>
internal sealed class LimitCounter(Guid scopeId, LimitRule rule, long accountNumber, bool isKeys)
{
    private readonly Lock _gate = new();
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private Tally? _tally;
    private Task<Fetched>? _fetching;
    private long _limit;
    private long _wanted;

    public Guid ScopeId { get; } = scopeId;

    public LimitRule Rule { get; } = rule;

    public LimitKind Kind { get; } = rule.Kind();

    public LimitPeriod Period { get; } = rule.Period();

    public long AccountNumber { get; } = accountNumber;

    /// <summary>Whose usage counts: the key's, or that of all the account's keys.</summary>
    public Guid? KeyId { get; } = isKeys ? scopeId : null;

    public long Limit => Volatile.Read(ref _limit);

    /// <summary>What calls that wait need together.</summary>
    public long Wanted => Volatile.Read(ref _wanted);

    /// <summary>The current tally; null where nobody has asked yet.</summary>
    public Tally? Current => Volatile.Read(ref _tally);

    /// <summary>Sets the limit. Another zone has other windows: they begin anew, from what was used in them.</summary>
    public void Set(long limit, TimeZoneInfo zone)
    {
        lock (_gate)
        {
            var by = limit - _limit;
            _limit = limit;
            if (Period > LimitPeriod.Minute && !_zone.Equals(zone))
            {
                _tally = null;
            }

            _zone = zone;
            if (by != 0)
            {
                _tally?.Shift(by);
            }
        }
    }

    /// <summary>The tally of the window that holds <paramref name="now"/>.</summary>
    public Tally At(DateTimeOffset now, IAllowances allowances)
    {
        var tally = Volatile.Read(ref _tally);
        return tally is not null && now < tally.Window.End ? tally : Open(now, allowances);
    }

    /// <summary>Begins anew: whatever this node had been granted is gone, and what comes back of it goes nowhere.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _tally = null;
        }
    }

    /// <summary>Asks for more, or joins who does so already.</summary>
    public Task<Fetched> FetchAsync(Tally tally, long need, IAllowances allowances)
    {
        lock (_gate)
        {
            return _fetching is { IsCompleted: false } running
                ? running
                : _fetching = Task.Run(() => allowances.FetchAsync(this, tally, need));
        }
    }

    /// <summary>Takes the turn of who asks, for something else; false where somebody asks.</summary>
    public bool TryReserve(Task<Fetched> turn)
    {
        lock (_gate)
        {
            if (_fetching is { IsCompleted: false })
            {
                return false;
            }

            _fetching = turn;
            return true;
        }
    }

    public void Want(long amount) => Interlocked.Add(ref _wanted, amount);

    private Tally Open(DateTimeOffset now, IAllowances allowances)
    {
        lock (_gate)
        {
            if (_tally is null || now >= _tally.Window.End)
            {
                var tally = new Tally(LimitWindow.Of(Period, now, _zone), isFirst: _tally is null);
                allowances.Open(this, tally);
                _tally = tally;
            }

            return _tally;
        }
    }
}
