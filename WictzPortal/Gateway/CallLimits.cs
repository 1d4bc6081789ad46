using WictzPortal.Keys;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>
/// What may end one attempt from outside, in one token: the client hangs up, the key is revoked, or one of three time limits passes. After
/// a cancellation it says which.
/// </summary>
internal sealed class CallLimits : IDisposable
{
    private readonly GatewayCall _call;
    private readonly GatewayTimeouts _timeouts;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _aborted;
    private readonly CancellationTokenRegistration _revoked;
    private readonly TimeSpan _shortest;
    private readonly ITimer _timer;
    private long _due;

    public CallLimits(GatewayCall call, GatewayTimeouts timeouts, DisconnectPolicy onDisconnect)
    {
        (_call, _timeouts) = (call, timeouts);
        _shortest = timeouts.FirstByte < timeouts.Idle ? timeouts.FirstByte : timeouts.Idle;
        AwaitFirstByte();
        _timer = call.Clock.CreateTimer(static limits => ((CallLimits)limits!).Look(), this, UntilLook(Left), Timeout.InfiniteTimeSpan);
        _revoked = call.Key.Revoked.UnsafeRegister(Cancel, _source);
        if (onDisconnect == DisconnectPolicy.Stop)
        {
            _aborted = call.Http.RequestAborted.UnsafeRegister(Cancel, _source);
        }
    }

    public CancellationToken Token => _source.Token;

    private TimeSpan Left => TimeSpan.FromTicks(Volatile.Read(ref _due)) - _call.Elapsed;

    /// <summary>The first byte is awaited from now on.</summary>
    public void AwaitFirstByte() => Await(_timeouts.FirstByte);

    /// <summary>The next bytes are awaited from now on.</summary>
    public void AwaitNext() => Await(_timeouts.Idle);

    /// <summary>Which limit it was.</summary>
    public CallEnd Reason() =>
        _call.Key.Revoked.IsCancellationRequested ? CallEnd.KeyRevoked
        : _call.Http.RequestAborted.IsCancellationRequested ? CallEnd.ClientDisconnected
        : CallEnd.TimedOut;

    public void Dispose()
    {
        _timer.Dispose();
        _aborted.Dispose();
        _revoked.Dispose();
        _source.Dispose();
    }

    private static void Cancel(object? source)
    {
        try
        {
            ((CancellationTokenSource)source!).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended at the same instant.
        }
    }

    private void Await(TimeSpan limit) => Volatile.Write(ref _due, Math.Min((_call.Elapsed + limit).Ticks, _timeouts.Total.Ticks));

    // The timer is not moved with every read, which would cost more than the read's own bookkeeping. It looks after the shortest limit
    // whether the time is up; nothing that is awaited meanwhile is due before it looks again.
    private void Look()
    {
        var left = Left;
        if (left <= TimeSpan.Zero)
        {
            Cancel(_source);
            return;
        }

        _timer.Change(UntilLook(left), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan UntilLook(TimeSpan left) => left <= TimeSpan.Zero ? TimeSpan.Zero : left < _shortest ? left : _shortest;
}
