using System.Runtime.CompilerServices;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>Ends reservations: charges what a call cost, exactly once, and makes the record durable.</summary>
public sealed partial class Settlement
{
    private readonly Purses _purses;
    private readonly IUsageJournal _journal;
    private readonly UsageMetrics _metrics;
    private readonly ILogger _log;

    internal Settlement(Purses purses, IUsageJournal journal, UsageMetrics metrics, ILogger<Settlement> log) =>
        (_purses, _journal, _metrics, _log) = (purses, journal, metrics, log);

    /// <summary>
    /// A call is about to be forwarded: should this process end before it is settled, its cost is booked as our loss. Costs no wait. What
    /// was opened is settled with <see cref="UsageDraft.WasOpened"/>, and closed.
    /// </summary>
    /// <param name="draft">With what its provider has cost us even when it is never heard of again.</param>
    public void Open(in UsageDraft draft) => _journal.Note(JournalRecord.Opened(draft));

    /// <summary>
    /// A call that was opened is over: its answer is on its way to the client, or it cost nothing. A settled stream needs no closing.
    /// Should this process end between settlement and this, the customer gets the charge back.
    /// </summary>
    public void Close(Guid requestId) => _journal.Note(JournalRecord.Released(requestId), isLate: true);

    /// <summary>
    /// Charges min(cost, reservation + what is available); the rest is our loss. The record is durable when the task completes, and only then
    /// may the last bytes of the answer be released.
    /// </summary>
    /// <exception cref="InvalidOperationException">The reservation has ended before.</exception>
    /// <exception cref="TimeoutException">The record is not durable after half a minute. The call is charged, and the record stays queued.</exception>
    public ValueTask<Settled> SettleAsync(Reservation reservation, in UsageDraft draft)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(draft.Cost.Micros);
        if (reservation.AccountNumber != draft.AccountNumber)
        {
            throw new ArgumentException("A call is charged to the account that holds its reservation.", nameof(draft));
        }

        return draft.Cost.Micros > reservation.Micros && reservation.Purse.Lease is not null
            ? SettleBeyondAsync(reservation, draft)
            : Settle(reservation, draft);
    }

    /// <summary>Nothing was used: gives everything back, and nothing is recorded. Does nothing to a reservation that has ended.</summary>
    public void Release(Reservation reservation) => _purses.TryEnd(reservation, 0, out _);

    // The account may have what this node's lease does not.
    private async ValueTask<Settled> SettleBeyondAsync(Reservation reservation, UsageDraft draft)
    {
        await _purses.FillAsync(reservation, draft.Cost.Micros - reservation.Micros);
        return await Settle(reservation, draft);
    }

    private ValueTask<Settled> Settle(Reservation reservation, in UsageDraft draft)
    {
        if (!_purses.TryEnd(reservation, draft.Cost.Micros, out var charged))
        {
            throw new InvalidOperationException("A reservation ends once.");
        }

        var settled = new Settled(new Money(charged), new Money(draft.Cost.Micros - charged));
        if (settled.OurLoss.Micros > 0)
        {
            _metrics.Lost(settled.OurLoss);
            LogLoss(draft.RequestId, settled.OurLoss.Micros);
        }

        var written = _journal.AppendAsync(JournalRecord.Usage(draft, settled.Charged));
        return written.IsCompletedSuccessfully ? ValueTask.FromResult(settled) : AwaitAsync(written, settled);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Settled> AwaitAsync(Task written, Settled settled)
    {
        await written;
        return settled;
    }

    [LoggerMessage(LogLevel.Warning, "Request {RequestId} cost {LossMicros} micros more than its account could pay: our loss.")]
    private partial void LogLoss(Guid requestId, long lossMicros);
}
