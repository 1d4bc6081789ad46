using WictzPortal.Audit;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Invoices;

/// <summary>
/// Asked before staff see a document or one of its files: each look stands in the audit trail, and where the customer's data is restricted a
/// second person must allow it.
/// </summary>
internal sealed class DocumentLooks(InvoiceBook book, Reveals reveals, AuditTrail trail)
{
    /// <returns>Null; or why the document is not shown.</returns>
    public async Task<Failure?> LookAsync(Guid documentId, Guid staffId, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(null, documentId, cancellationToken) is not { } row)
        {
            return new Failure(FailureKind.NotFound, "invoices.unknown", "There is no such document.");
        }

        if (await reveals.MayAsync(row.AccountId, row.Number, staffId, cancellationToken) is { } waits)
        {
            return waits;
        }

        await trail.WriteAsync(
            new AuditNote("invoices.opened", staffId) { SubjectId = row.AccountId, Target = row.Number, Purpose = Purpose.Billing }, cancellationToken);
        return null;
    }
}
