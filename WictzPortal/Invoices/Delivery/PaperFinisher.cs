using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>
/// Prints documents that have no PDF yet and mails them, in one transaction each. Issuing does not wait for it: a document is issued
/// when it has its number.
/// </summary>
internal sealed class PaperFinisher(
    IDbContextFactory<PortalDb> databases, DocumentPress press, PdfPress printer, InvoiceMail mail, DocumentFiles files, TimeProvider clock)
{
    private const int BatchDocuments = 50;

    /// <summary>Safe to run twice and on several nodes. Returns the number of documents printed; stops at the first that fails.</summary>
    public async Task<int> FinishAsync(CancellationToken cancellationToken)
    {
        var printed = 0;
        while (printer.IsReady && await DueAsync(cancellationToken) is { Count: > 0 } due)
        {
            foreach (var document in due)
            {
                if (!await FinishAsync(document, cancellationToken))
                {
                    return printed;
                }

                printed++;
            }
        }

        return printed;
    }

    /// <summary>How many documents wait for the program.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Unprinted(db).CountAsync(cancellationToken);
    }

    private async Task<bool> FinishAsync(IssuedDocument row, CancellationToken cancellationToken)
    {
        var document = await press.ReadAsync(row, cancellationToken);
        var pdf = await printer.PrintAsync(
            document, Convert.ToHexStringLower(row.SnapshotHash), row.Mode == FiscalMode.Integrator, files.XmlOf(document), cancellationToken);
        if (pdf is null)
        {
            return false;
        }

        var content = await files.SealAsync(row, pdf, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Issuer.LockAsync(db, row.EventId, cancellationToken);
        if (!await db.PrintedPapers.AnyAsync(p => p.DocumentId == row.Id, cancellationToken))
        {
            db.PrintedPapers.Add(new PrintedPaper(row.Id, content, SHA256.HashData(pdf), clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            await mail.QueueAsync(db, row, document, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        mail.Nudge();
        return true;
    }

    private async Task<List<IssuedDocument>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Unprinted(db).AsNoTracking().OrderBy(d => d.Id).Take(BatchDocuments).ToListAsync(cancellationToken);
    }

    // One that the integrator has not accepted is not a document yet that anybody should hold in hands.
    private static IQueryable<IssuedDocument> Unprinted(PortalDb db)
    {
        var (papers, acceptances) = (db.PrintedPapers, db.Acceptances);
        return db.IssuedDocuments.Where(d => !papers.Any(p => p.DocumentId == d.Id)
            && (d.Mode != FiscalMode.Integrator || acceptances.Any(a => a.DocumentId == d.Id)));
    }
}
