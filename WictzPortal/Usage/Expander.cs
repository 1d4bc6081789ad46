using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>
/// Moves settled calls from the journal into usage records, ledger and roll-ups, and keeps the list of calls that are between two steps:
/// all of a slice in one transaction, together with the mark how far the journal has been read, so that each call arrives exactly once
/// however often this is interrupted.
/// </summary>
internal sealed class Expander(
    IDbContextFactory<PortalDb> databases, IUsageJournal journal, UsagePoster poster, BulkWriter bulk, WhoGotIt whoGotIt, UsageFeed feed,
    UsageMetrics metrics)
{
    /// <summary>A call has two or three records. What a slice costs beside its records is shared by some thousand calls so.</summary>
    public const int SliceRecords = 9000;

    private readonly List<JournalRecord> _calls = [];      // kept for the next slice, as in FileJournal

    /// <summary>Expands one slice.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> ExpandAsync(CancellationToken cancellationToken) => bulk.InTurnAsync(() => ExpandSliceAsync(cancellationToken), cancellationToken);

    public async Task ExpandAllAsync(CancellationToken cancellationToken)
    {
        while (await ExpandAsync(cancellationToken))
        {
        }
    }

    private async Task<bool> ExpandSliceAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var slice = await journal.TakeAsync(db, SliceRecords, cancellationToken);
        if (slice.Records.Count == 0)
        {
            return false;
        }

        await OpenCallMoves.Of(slice).ApplyAsync(db, cancellationToken);
        var calls = await NewOnesAsync(db, slice.Records, cancellationToken);
        await WriteAsync(db, poster, calls, inPurses: true, cancellationToken);
        var sightings = await whoGotIt.WriteAsync(db, calls, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        whoGotIt.Remember(sightings);
        journal.Taken(slice.Records.Count);
        metrics.Expanded(calls.Count);
        feed.Tell(calls.Select(c => c.AccountNumber).Distinct());
        return true;
    }

    /// <summary>Writes calls that are known to be new: ledger, records, roll-ups, and whatever the context holds.</summary>
    internal static async Task WriteAsync(
        PortalDb db, UsagePoster poster, IReadOnlyList<JournalRecord> calls, bool inPurses, CancellationToken cancellationToken)
    {
        // In plain loops: a record is so large that to hand it from one query operator to the next costs as much as to write it.
        var charges = new UsageCharge[calls.Count];
        var (slice, at) = (new Dictionary<long, List<UsageCharge>>(), default(DateTimeOffset));
        for (var i = 0; i < charges.Length; i++)
        {
            var call = calls[i];
            charges[i] = new UsageCharge(call.RequestId, call.Charged, new Money(call.Cost.Micros - call.Charged.Micros), call.Node);
            at = call.At > at ? call.At : at;
            (CollectionsMarshal.GetValueRefOrAddDefault(slice, call.AccountNumber, out _) ??= []).Add(charges[i]);
        }

        var draws = await poster.PostAsync(
            db, [.. slice.Select(account => new UsageCharges(account.Key, account.Value))], at, inPurses, cancellationToken);

        var records = new UsageRecord[calls.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = UsageRecord.Of(calls[i], charges[i].Charged, charges[i].EntryId);
        }

        await BulkWriter.InsertAsync(db, records, cancellationToken);
        await BulkWriter.AddUpAsync(db, UsageRollup.Of(records), cancellationToken);
        await draws.ApplyAsync(db, cancellationToken);
    }

    // A batch may be in the journal twice, when its first write seemed to fail and had not.
    private async Task<List<JournalRecord>> NewOnesAsync(
        PortalDb db, IReadOnlyList<JournalRecord> taken, CancellationToken cancellationToken)
    {
        _calls.Clear();
        _calls.AddRange(taken.Where(record => record.Kind == JournalKind.Usage));
        var known = await KnownRecords.AmongAsync(db, _calls.Select(call => call.RequestId), cancellationToken);
        _calls.RemoveAll(call => !known.Add(call.RequestId));
        return _calls;
    }
}
