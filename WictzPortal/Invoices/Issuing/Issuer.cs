using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>
/// Issues the documents of billable events: each in one transaction that draws its number, writes it and closes its event. Several
/// workers may do it at once; an event leads to one document.
/// </summary>
internal sealed partial class Issuer(
    IDbContextFactory<PortalDb> databases, Drafts drafts, DocumentPress press, AdvanceBook advances, TimeProvider clock, ILogger<Issuer> log)
{
    private const int BatchEvents = 100;
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(5);

    /// <summary>Issues all that is due, the oldest first. Returns the number of documents issued.</summary>
    public async Task<int> IssueDueAsync(CancellationToken cancellationToken)
    {
        var issued = 0;
        while (true)
        {
            var now = clock.GetUtcNow();
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var due = await db.BillableEvents.Where(e => e.ClosedAt == null && e.NextTryAt <= now)
                .OrderBy(e => e.NextTryAt).ThenBy(e => e.Id).Select(e => e.Id).Take(BatchEvents).ToListAsync(cancellationToken);
            foreach (var id in due)
            {
                issued += await IssueAsync(id, cancellationToken) is null ? 0 : 1;
            }

            if (due.Count < BatchEvents)
            {
                return issued;
            }
        }
    }

    /// <returns>The document's number; null when there is none, because of a reason to wait, or nothing to invoice, or another worker.</returns>
    public Task<string?> IssueAsync(Guid eventId, CancellationToken cancellationToken) => IssueAsync(eventId, clock.GetUtcNow(), cancellationToken);

    /// <inheritdoc cref="IssueAsync(Guid, CancellationToken)" />
    internal async Task<string?> IssueAsync(Guid eventId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(db, eventId, cancellationToken) is not { ClosedAt: null } happened)
        {
            return null;
        }

        var drafted = await drafts.OfAsync(db, happened, cancellationToken);
        var row = drafted.Draft is { } draft ? await press.IssueAsync(db, happened, draft, now, cancellationToken) : null;
        if (row is null && (drafted.Draft is not null || drafted.WaitsFor != WaitsFor.Nothing))
        {
            happened.Wait(drafted.Draft is not null ? WaitsFor.Clock : drafted.WaitsFor, now + Retry);
            LogWaits(happened.Id, happened.WaitsFor);
        }
        else
        {
            await CloseAsync(db, happened, drafted, row, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.Number;
    }

    /// <summary>The event, tracked, and locked until the caller's transaction ends.</summary>
    public static Task<BillableEvent?> LockAsync(PortalDb db, Guid eventId, CancellationToken cancellationToken)
    {
        var rows = db.Database.IsNpgsql()
            ? db.BillableEvents.FromSql($"""SELECT * FROM invoice_events WHERE "Id" = {eventId} FOR UPDATE""")
            : db.BillableEvents.Where(e => e.Id == eventId);
        return rows.AsTracking().SingleOrDefaultAsync(cancellationToken);
    }

    private async Task CloseAsync(
        PortalDb db, BillableEvent happened, Drafted drafted, IssuedDocument? row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (drafted.Made is { } made)
        {
            happened.CloseWith(made, isNew: false, now);
            return;
        }

        if (row is not null && happened.Kind == BillableKind.Refund)
        {
            var correction = new Correction(
                drafted.Draft!.Original!, row.Kind == DocumentKind.AdvanceRepayment ? CorrectionKind.AdvanceRepayment : CorrectionKind.CreditNote,
                CreditedLines.RefundNote.Turkish, null, now) { DocumentId = row.Id };
            db.AddRange(correction, new CorrectedLine(correction, 0, row.Amount));
            happened.CloseWith(correction, isNew: true, now);
            return;
        }

        var isConsumption = happened.Kind is BillableKind.Plan or BillableKind.Usage;
        happened.Close(row?.Id, isConsumption ? row?.NetKurus ?? 0 : 0, now);
        if (row is not null && isConsumption && drafted.LeftKurus is { } left)
        {
            await advances.DrawTaxAsync(db, happened, row.Amount, left, now, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Billable event {EventId} waits: {Reason}.")]
    private partial void LogWaits(Guid eventId, WaitsFor reason);
}
