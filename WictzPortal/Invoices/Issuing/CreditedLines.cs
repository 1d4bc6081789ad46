using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>A document's lines, with what has been credited of each so far.</summary>
internal sealed record CreditedLines(IssuedDocument Original, InvoiceDocument Document, IReadOnlyList<CreditedLine> Lines)
{
    public static readonly DocumentNote RefundNote = new("Ödeme iade edilmiştir.", "The payment has been refunded.");

    public static async Task<CreditedLines> OfAsync(
        PortalDb db, IssuedDocument original, InvoiceDocument document, CancellationToken cancellationToken)
    {
        var credited = await db.CorrectedLines.AsNoTracking().Where(l => l.OriginalId == original.Id).ToListAsync(cancellationToken);
        return new CreditedLines(original, document, [.. document.Lines.Select((line, i) => new CreditedLine(
            new VatSplit(line.NetKurus, line.VatKurus),
            new VatSplit(credited.Where(c => c.Line == i).Sum(c => c.NetKurus), credited.Where(c => c.Line == i).Sum(c => c.VatKurus))))]);
    }

    /// <summary>The correcting document: seller, buyer and language are the original's.</summary>
    public DocumentDraft Draft(DocumentKind kind, IEnumerable<(int Line, VatSplit Amount)> credits, DocumentNote note) => new(
        kind, FiscalMode.None, Document.Seller, Document.Buyer, Document.Language,
        [.. credits.Select(credit => Document.Lines[credit.Line] with
        {
            Quantity = 1, UnitPrice = credit.Amount.NetKurus / 100m, NetKurus = credit.Amount.NetKurus, VatKurus = credit.Amount.VatKurus,
            WalletMicros = null,
        })])
    {
        Original = Original,
        Payment = Document.Payment,
        Notes = [note],
    };
}
