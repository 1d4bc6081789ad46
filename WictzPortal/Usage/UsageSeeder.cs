using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>A call of the past, for demonstrations and tests. <c>Usage</c> null: it was refused and cost nothing.</summary>
public sealed record SeedCall(UsageDraft? Usage, RequestLogDraft Log);

/// <summary>
/// Writes calls of the past as if they had been served then: usage records, ledger, roll-ups and request log fit together, and the
/// purses follow. What the account cannot pay becomes our loss, as always.
/// </summary>
public sealed class UsageSeeder
{
    private const int SliceCalls = 2000;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly UsagePoster _poster;
    private readonly BulkWriter _bulk;
    private readonly RequestLogWriter _log;

    internal UsageSeeder(IDbContextFactory<PortalDb> databases, UsagePoster poster, BulkWriter bulk, RequestLogWriter log) =>
        (_databases, _poster, _bulk, _log) = (databases, poster, bulk, log);

    /// <param name="calls">In order of time; request ids are UUIDv7 of their time (<c>Guid.CreateVersion7(at)</c>) and new.</param>
    public async Task WriteAsync(IEnumerable<SeedCall> calls, CancellationToken cancellationToken)
    {
        foreach (var slice in calls.Chunk(SliceCalls))
        {
            var records = slice.Where(c => c.Usage is not null)
                .Select(c => JournalRecord.Usage(c.Usage!.Value, c.Usage.Value.Cost)).ToList();
            await _bulk.InTurnAsync(() => WriteAsync(records, cancellationToken), cancellationToken);
            await _bulk.InTurnAsync(() => _log.WriteAsync([.. slice.Select(c => c.Log)], cancellationToken), cancellationToken);
        }
    }

    private async Task<int> WriteAsync(List<JournalRecord> records, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Expander.WriteAsync(db, _poster, records, inPurses: false, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return records.Count;
    }
}
