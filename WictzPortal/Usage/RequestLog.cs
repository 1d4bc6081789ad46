using System.Net;
using System.Threading.Channels;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>What the request log keeps of one call: who, when, from where, how it went. Never what was said.</summary>
/// <param name="ModelId">0: none was found.</param>
/// <param name="DeploymentId">0: none was called.</param>
/// <param name="Route">The route's template, never the address as sent.</param>
/// <param name="ErrorCode">Our own code; never a provider's words.</param>
/// <param name="ClientFamily">Family and major version from a closed list, else <c>other</c> (A-10).</param>
/// <param name="Settled">Whether <see cref="Settlement"/> has recorded the call; charts then count it from its usage record.</param>
public readonly record struct RequestLogDraft(
    Guid RequestId, DateTimeOffset At, Guid AccountId, long AccountNumber, Guid KeyId, int ModelId, int DeploymentId,
    string Route, int Status, string? ErrorCode, bool Streamed, TimeSpan Duration, TimeSpan? FirstByte,
    long InputTokens, long OutputTokens, Money Cost, IPAddress? Ip, string ClientFamily, bool Settled)
{
    /// <summary>What it used beside tokens.</summary>
    public Units Units { get; init; }

    /// <summary>Tries before the one that answered, in order; null when there were none.</summary>
    public IReadOnlyList<AttemptDraft>? FailedAttempts { get; init; }
}

/// <summary>Takes request log rows off the hot path. It never waits: when the writer lags, rows are dropped and counted.</summary>
public sealed class RequestLog(UsageMetrics metrics) : IDisposable
{
    private const int Capacity = 65_536;

    private readonly CancellationTokenSource _completed = new();
    private readonly Channel<RequestLogDraft> _rows = Channel.CreateBounded<RequestLogDraft>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    internal ChannelReader<RequestLogDraft> Rows => _rows.Reader;

    /// <returns>False when the row was dropped.</returns>
    public bool TryWrite(in RequestLogDraft row)
    {
        if (_rows.Writer.TryWrite(row))
        {
            return true;
        }

        metrics.LogDropped();
        return false;
    }

    /// <summary>Rows were taken out and could not be written.</summary>
    internal void Drop(int rows) => metrics.LogDropped(rows);

    /// <summary>Canceled when no more rows come.</summary>
    internal CancellationToken Completed => _completed.Token;

    public void Dispose() => _completed.Dispose();

    internal void Complete()
    {
        _rows.Writer.TryComplete();
        _completed.Cancel();
    }
}
