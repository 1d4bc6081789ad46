using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>Where a document stands.</summary>
public enum DocumentState
{
    Issued,

    /// <summary>The integrator has not accepted it yet.</summary>
    AtIntegrator,
    PartlyCredited,
    Credited,
    Voided,
}

/// <summary>One line of a list of documents.</summary>
public sealed record DocumentRow(
    Guid Id, string Number, DocumentKind Kind, FiscalMode Mode, DateTimeOffset IssuedAt, Guid AccountId, long AccountNumber, VatSplit Amount,
    DocumentState State, bool HasPdf);

/// <summary>An event that has no document yet.</summary>
/// <param name="PaymentDocumentId">Of a refund: the document of what was paid.</param>
public sealed record WaitingRow(
    Guid Id, BillableKind Kind, Guid AccountId, long AccountNumber, string TitleTr, string TitleEn, VatSplit Amount, DateTimeOffset PerformedAt,
    WaitsFor WaitsFor, bool IsLate, Guid? PaymentDocumentId)
{
    public DateOnly LastDay => IstanbulTime.DayOf(PerformedAt).AddDays(InvoiceClockJob.LastDays);
}

/// <summary>Which documents staff look at.</summary>
/// <param name="Text">A document's number, or an account's.</param>
internal sealed record DocumentFilter(DocumentKind? Kind = null, Guid? AccountId = null, string? Text = null);

/// <summary>Reads the register for pages and downloads. The caller says whose documents they may be.</summary>
internal sealed class InvoiceBook(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The newest first.</summary>
    public async Task<(IReadOnlyList<DocumentRow> Rows, int Total)> ListAsync(
        DocumentFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = Chosen(db, filter);
        var rows = await chosen.OrderByDescending(d => d.IssuedAt).ThenByDescending(d => d.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return (await RowsAsync(db, rows, cancellationToken), await chosen.CountAsync(cancellationToken));
    }

    /// <summary>One account's document; null for another's and for none.</summary>
    /// <param name="accountId">Null for staff.</param>
    public async Task<IssuedDocument?> FindAsync(Guid? accountId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IssuedDocuments.AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == id && (accountId == null || d.AccountId == accountId), cancellationToken);
    }

    public async Task<IssuedDocument?> FindAsync(string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IssuedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Number == number, cancellationToken);
    }

    /// <summary>What one document came from and what became of it: it, what it corrects, and what corrects it.</summary>
    public async Task<IReadOnlyList<(DocumentRow? Row, Correction? Correction)>> ChainAsync(IssuedDocument document, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var first = document.CorrectsId ?? document.Id;
        var corrections = await db.Corrections.AsNoTracking().Where(c => c.OriginalId == first).OrderBy(c => c.Id).ToListAsync(cancellationToken);
        var siblings = await db.IssuedDocuments.AsNoTracking().Where(d => d.Id == first).Select(d => d.EventId).ToListAsync(cancellationToken);
        var ids = corrections.Select(c => c.DocumentId).OfType<Guid>().ToArray();
        var documents = await db.IssuedDocuments.AsNoTracking().Where(d => siblings.Contains(d.EventId) || ids.Contains(d.Id))
            .OrderBy(d => d.IssuedAt).ThenBy(d => d.Id).ToListAsync(cancellationToken);
        var rows = await RowsAsync(db, documents, cancellationToken);
        var ours = rows.Select(row => ((DocumentRow?)row, corrections.FirstOrDefault(c => c.DocumentId == row.Id)));
        return [.. ours, .. corrections.Where(c => c.DocumentId is null).Select(c => ((DocumentRow?)null, (Correction?)c))];
    }

    /// <summary>Whether a document has been printed, and whether the integrator has accepted it.</summary>
    public async Task<(bool HasPdf, bool IsAccepted)> PaperStateAsync(IssuedDocument document, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (
            await db.PrintedPapers.AnyAsync(p => p.DocumentId == document.Id, cancellationToken),
            await db.Acceptances.AnyAsync(a => a.DocumentId == document.Id, cancellationToken));
    }

    public async Task<IReadOnlyList<WaitingRow>> WaitingAsync(Guid? accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var alarm = InvoiceClockJob.AlarmBefore(clock.GetUtcNow());
        var waiting = await db.BillableEvents.AsNoTracking()
            .Where(e => e.ClosedAt == null && e.WaitsFor != WaitsFor.Nothing && (accountId == null || e.AccountId == accountId))
            .OrderBy(e => e.PerformedAt).Take(200).ToListAsync(cancellationToken);
        var payments = waiting.Where(e => e.Kind == BillableKind.Refund).Select(e => e.PaymentId).ToArray();
        var documents = await db.BillableEvents.AsNoTracking()
            .Where(e => e.Kind == BillableKind.Payment && e.DocumentId != null && payments.Contains(e.PaymentId))
            .ToDictionaryAsync(e => e.PaymentId!.Value, e => e.DocumentId, cancellationToken);
        return [.. waiting.Select(e => new WaitingRow(
            e.Id, e.Kind, e.AccountId, e.AccountNumber, e.TitleTr, e.TitleEn, e.Amount, e.PerformedAt, e.WaitsFor, e.PerformedAt < alarm,
            e.Kind == BillableKind.Refund ? documents.GetValueOrDefault(e.PaymentId ?? default) : null))];
    }

    /// <summary>A refund of this document that waits for staff.</summary>
    public async Task<VatSplit?> WaitingRefundAsync(IssuedDocument document, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = db.BillableEvents;
        var refund = await events.AsNoTracking().Where(e => e.Kind == BillableKind.Refund && e.ClosedAt == null
                && events.Any(paid => paid.Id == document.EventId && paid.PaymentId == e.PaymentId))
            .OrderBy(e => e.Id).FirstOrDefaultAsync(cancellationToken);
        return refund?.Amount;
    }

    /// <summary>The years an account has documents of, the newest first.</summary>
    public async Task<IReadOnlyList<int>> YearsAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.IssuedDocuments.Where(d => d.AccountId == accountId).Select(d => d.Year).Distinct().OrderByDescending(y => y).ToListAsync(cancellationToken);
    }

    /// <summary>One account's documents of a year, one after the other.</summary>
    public async IAsyncEnumerable<IssuedDocument> OfYearAsync(Guid accountId, int year, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.IssuedDocuments.AsNoTracking().Where(d => d.AccountId == accountId && d.Year == year).OrderBy(d => d.IssuedAt).ThenBy(d => d.Id);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return row;
        }
    }

    private static IQueryable<IssuedDocument> Chosen(PortalDb db, DocumentFilter filter)
    {
        var documents = db.IssuedDocuments.AsNoTracking().Where(d =>
            (filter.Kind == null || d.Kind == filter.Kind) && (filter.AccountId == null || d.AccountId == filter.AccountId));
        var text = filter.Text?.Trim().ToUpperInvariant();
        return string.IsNullOrEmpty(text) ? documents
            : long.TryParse(text, out var account) ? documents.Where(d => d.AccountNumber == account || d.Number == text)
            : documents.Where(d => d.Number == text);
    }

    private static async Task<IReadOnlyList<DocumentRow>> RowsAsync(PortalDb db, IReadOnlyList<IssuedDocument> documents, CancellationToken cancellationToken)
    {
        var ids = documents.Select(d => d.Id).ToArray();
        var voided = await db.Corrections.Where(c => ids.Contains(c.OriginalId) && c.Kind == CorrectionKind.Void).Select(c => c.OriginalId)
            .ToListAsync(cancellationToken);
        var credited = await db.CorrectedLines.Where(l => ids.Contains(l.OriginalId)).GroupBy(l => l.OriginalId)
            .Select(l => new { l.Key, Sum = l.Sum(line => line.NetKurus) }).ToDictionaryAsync(l => l.Key, l => l.Sum, cancellationToken);
        var printed = await db.PrintedPapers.Where(p => ids.Contains(p.DocumentId)).Select(p => p.DocumentId).ToListAsync(cancellationToken);
        var accepted = await db.Acceptances.Where(a => ids.Contains(a.DocumentId)).Select(a => a.DocumentId).ToListAsync(cancellationToken);
        return [.. documents.Select(d => new DocumentRow(
            d.Id, d.Number, d.Kind, d.Mode, d.IssuedAt, d.AccountId, d.AccountNumber, d.Amount,
            voided.Contains(d.Id) ? DocumentState.Voided
                : credited.TryGetValue(d.Id, out var sum) ? (sum < d.NetKurus ? DocumentState.PartlyCredited : DocumentState.Credited)
                : d.Mode == FiscalMode.Integrator && !accepted.Contains(d.Id) ? DocumentState.AtIntegrator
                : DocumentState.Issued,
            printed.Contains(d.Id)))];
    }
}
