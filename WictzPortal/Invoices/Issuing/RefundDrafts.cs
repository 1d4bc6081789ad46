using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>Drafts what a refund asks for: a credit note, the receipt of an advance paid back, or a decision by staff.</summary>
internal sealed class RefundDrafts(DocumentPress press)
{
    public async Task<Drafted> OfAsync(PortalDb db, BillableEvent refund, CancellationToken cancellationToken)
    {
        var original = await OriginalAsync(db, refund, cancellationToken);
        if (original is null)
        {
            return new Drafted(null, WaitsFor.Original);
        }

        await Issuer.LockAsync(db, original.EventId, cancellationToken);      // two refunds of one document come one after the other
        if (await MadeBeforeAsync(db, original, refund, cancellationToken) is { } made)
        {
            return Drafted.Nothing with { Made = made };
        }

        if (original.Mode != FiscalMode.None)
        {
            return new Drafted(null, WaitsFor.Staff);
        }

        var kind = original.Kind == DocumentKind.AdvanceReceipt ? DocumentKind.AdvanceRepayment : DocumentKind.CreditNote;
        var left = await CreditedLines.OfAsync(db, original, await press.ReadAsync(original, cancellationToken), cancellationToken);
        return left.Lines is [var line] && refund.Amount.NetKurus <= line.LeftNetKurus
            && refund.Amount.VatKurus <= line.Invoiced.VatKurus - line.Credited.VatKurus
                ? new Drafted(left.Draft(kind, [(0, refund.Amount)], CreditedLines.RefundNote))
                : new Drafted(null, WaitsFor.Amounts);
    }

    /// <summary>The document of the payment that was refunded.</summary>
    public static async Task<IssuedDocument?> OriginalAsync(PortalDb db, BillableEvent refund, CancellationToken cancellationToken)
    {
        var documents = db.IssuedDocuments;
        return await db.BillableEvents.Where(e => e.PaymentId == refund.PaymentId && e.Kind == BillableKind.Payment)
            .Join(documents, e => e.DocumentId, d => d.Id, (_, document) => document).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    // Staff may correct the document first; the refund that follows is the other step of the same correction. A kuruş lies between them where
    // the document's tax was shared out and the refund's was computed.
    private static async Task<Correction?> MadeBeforeAsync(
        PortalDb db, IssuedDocument original, BillableEvent refund, CancellationToken cancellationToken)
    {
        var (lines, events) = (db.CorrectedLines, db.BillableEvents);
        var free = await db.Corrections.AsNoTracking().Where(c => c.OriginalId == original.Id && !events.Any(e => e.CorrectionId == c.Id))
            .OrderBy(c => c.Id).Select(c => new { Correction = c, Lines = lines.Where(l => l.CorrectionId == c.Id).ToList() }).ToListAsync(cancellationToken);
        return free.Where(c => c.Lines.Count > 0)
            .Select(c => (c.Correction, Distance: Math.Max(
                Math.Abs(c.Lines.Sum(l => l.NetKurus) - refund.NetKurus), Math.Abs(c.Lines.Sum(l => l.VatKurus) - refund.VatKurus))))
            .Where(c => c.Distance <= 1).OrderBy(c => c.Distance).FirstOrDefault().Correction;
    }
}
