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
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _aborted;
    private readonly CancellationTokenRegistration _revoked;

    public CallLimits(GatewayCall call, GatewayTimeouts timeouts, DisconnectPolicy onDisconnect)
    {
        (_call, _timeouts) = (call, timeouts);
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, call.Clock);
        _revoked = call.Key.Revoked.UnsafeRegister(Cancel, _source);
        if (onDisconnect == DisconnectPolicy.Stop)
        {
            _aborted = call.Http.RequestAborted.UnsafeRegister(Cancel, _source);
        }
    }

    public CancellationToken Token => _source.Token;

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

    private void Await(TimeSpan limit)
    {
        var left = _timeouts.Total - _call.Elapsed;
        _source.CancelAfter(left < limit ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : limit);
    }
}
