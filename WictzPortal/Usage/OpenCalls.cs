using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>
/// Ends the calls that a dead process has left between two steps. Forwarded and never settled: its provider has cost us something, so its
/// likely input is booked as our loss and nobody is charged. Settled and not released: its client may have seen nothing, so the customer
/// gets the charge back.
/// </summary>
internal sealed partial class OpenCalls(
    IDbContextFactory<PortalDb> databases, UsagePoster poster, UndeliveredCredits credits, TimeProvider clock, ILogger<OpenCalls> log)
{
    private const int BatchCalls = 500;

    /// <summary>At the start of the only process on a database: whatever is open belonged to one that is dead.</summary>
    public async Task SettleAllDeadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await SettleDeadAsync(db, node: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends all of a dead node's calls in the caller's transaction. Nothing can be written in its name any more, and all of its journal has
    /// been expanded. Doing it again does nothing.
    /// </summary>
    /// <param name="node">Null: of every node.</param>
    /// <returns>The calls it ended.</returns>
    public async Task<int> SettleDeadAsync(PortalDb db, long? node, CancellationToken cancellationToken)
    {
        var left = db.OpenCalls.Where(call => node == null || call.Node == node);
        var calls = await left.AsNoTracking().ToListAsync(cancellationToken);
        if (calls.Count == 0)
        {
            return 0;
        }

        var records = await RecordsAsync(db, calls, cancellationToken);
        var lost = calls.Where(call => !records.ContainsKey(call.RequestId)).Select(Loss).OrderBy(loss => loss.RequestId).ToList();
        foreach (var some in lost.Chunk(BatchCalls))
        {
            await Expander.WriteAsync(db, poster, some, inPurses: true, cancellationToken);
        }

        var undelivered = calls.Where(call => call.Settled).Select(call => records.GetValueOrDefault(call.RequestId))
            .OfType<UndeliveredCall>().Where(call => call.Charged.Micros > 0).ToList();
        await credits.PostAsync(db, undelivered, clock.GetUtcNow(), cancellationToken);
        await left.ExecuteDeleteAsync(cancellationToken);
        LogEnded(calls.Count, lost.Count, lost.Sum(call => call.Cost.Micros), undelivered.Count, undelivered.Sum(call => call.Charged.Micros));
        return calls.Count;
    }

    private static async Task<Dictionary<Guid, UndeliveredCall>> RecordsAsync(
        PortalDb db, IReadOnlyCollection<OpenCall> calls, CancellationToken cancellationToken)
    {
        var records = new Dictionary<Guid, UndeliveredCall>();
        foreach (var ids in calls.Select(call => call.RequestId).Chunk(BatchCalls))
        {
            var some = await db.UsageRecords.AsNoTracking().Where(r => ids.Contains(r.RequestId))
                .Select(r => new { r.RequestId, r.AccountNumber, r.LedgerEntryId, r.Charged }).ToListAsync(cancellationToken);
            some.ForEach(r => records.Add(r.RequestId, new UndeliveredCall(r.RequestId, r.AccountNumber, r.LedgerEntryId ?? default, r.Charged)));
        }

        return records;
    }

    private static JournalRecord Loss(OpenCall call) => JournalRecord.Usage(
        new UsageDraft(
            call.RequestId, call.At, call.AccountNumber, call.KeyId, call.ModelId, call.DeploymentId, call.PriceVersionId,
            new TokenCounts(call.InputTokens, 0, 0, 0, 0, 0, 0, 0), call.Cost, CallEnd.PortalStopped, Estimated: true, call.Streamed, Attempts: 1),
        charged: default) with { Node = call.Node };

    [LoggerMessage(LogLevel.Warning,
        "A process ended with {Calls} calls in the middle: {Lost} had no answer yet (our loss of {LossMicros} micros), {Undelivered} answers may not have arrived ({CreditMicros} micros given back).")]
    private partial void LogEnded(int calls, int lost, long lossMicros, int undelivered, long creditMicros);
}
