using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Invoices;

/// <summary>
/// Deletes documents and corrections whose ten years are over, with their papers. Once a year has none left, the key that sealed them is
/// destroyed, which empties every copy of them too.
/// </summary>
internal sealed class RegisterSweep(IDbContextFactory<PortalDb> databases, BooksCuts cuts, Vault vault) : ISweep
{
    public IReadOnlyList<Type> Entities =>
        [typeof(IssuedDocument), typeof(PrintedPaper), typeof(Acceptance), typeof(Correction), typeof(CorrectedLine)];

    public async Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var keptPapers = order.Kept<PrintedPaper>(db);
        var documents = await order.Due<IssuedDocument>(db).Where(d => !keptPapers.Any(p => p.DocumentId == d.Id))
            .OrderBy(d => d.IssuedAt).Take(order.MostRows).Select(d => new { d.Id, d.Year }).ToListAsync(cancellationToken);
        var corrections = await order.Due<Correction>(db).OrderBy(c => c.At).Take(order.MostRows).Select(c => c.Id).ToListAsync(cancellationToken);
        if (documents.Count + corrections.Count == 0)
        {
            return new Dictionary<Type, int>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await cuts.MoveAsync(db, order.Before, cancellationToken);
        var deleted = await DeleteAsync(db, [.. documents.Select(d => d.Id)], corrections, cancellationToken);
        foreach (var year in documents.Select(d => d.Year).Distinct())
        {
            await DestroyKeyAsync(db, year, cancellationToken);      // before the commit: a crash in between leaves no key behind
        }

        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static async Task<Dictionary<Type, int>> DeleteAsync(
        PortalDb db, List<Guid> documents, List<Guid> corrections, CancellationToken cancellationToken) => new()
    {
        [typeof(CorrectedLine)] = await db.CorrectedLines.IgnoreQueryFilters().Where(l => corrections.Contains(l.CorrectionId)).ExecuteDeleteAsync(cancellationToken),
        [typeof(Correction)] = await db.Corrections.IgnoreQueryFilters().Where(c => corrections.Contains(c.Id)).ExecuteDeleteAsync(cancellationToken),
        [typeof(PrintedPaper)] = await db.PrintedPapers.IgnoreQueryFilters().Where(p => documents.Contains(p.DocumentId)).ExecuteDeleteAsync(cancellationToken),
        [typeof(Acceptance)] = await db.Acceptances.IgnoreQueryFilters().Where(a => documents.Contains(a.DocumentId)).ExecuteDeleteAsync(cancellationToken),
        [typeof(IssuedDocument)] = await db.IssuedDocuments.IgnoreQueryFilters().Where(d => documents.Contains(d.Id)).ExecuteDeleteAsync(cancellationToken),
    };

    private async Task DestroyKeyAsync(PortalDb db, int year, CancellationToken cancellationToken)
    {
        if (!await db.IssuedDocuments.IgnoreQueryFilters().AnyAsync(d => d.Year == year, cancellationToken))
        {
            await vault.DestroySecretsAsync(IssuedDocument.KeyOf(year), cancellationToken);
        }
    }
}
