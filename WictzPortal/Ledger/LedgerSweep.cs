using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>
/// Deletes entries whose ten years are over. What they moved is carried forward by one entry per customer and batch, dated at the
/// beginning of the first year that is kept: so every balance, and every sum of the books, stays the sum of its postings.
/// </summary>
internal sealed class LedgerSweep(IDbContextFactory<PortalDb> databases, BooksCuts cuts) : ISweep
{
    public IReadOnlyList<Type> Entities => [typeof(LedgerEntry), typeof(Posting)];

    public async Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await DueAsync(db, order, cancellationToken);
        if (entries.Count == 0)
        {
            return new Dictionary<Type, int>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await cuts.MoveAsync(db, order.Before, cancellationToken);
        var old = db.Postings.IgnoreQueryFilters().Where(p => entries.Contains(p.EntryId));
        await CarryAsync(db, await old.AsNoTracking().ToListAsync(cancellationToken), order.Before, cancellationToken);
        var postings = await old.ExecuteDeleteAsync(cancellationToken);
        await db.LedgerEntries.IgnoreQueryFilters().Where(e => entries.Contains(e.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Dictionary<Type, int> { [typeof(LedgerEntry)] = entries.Count, [typeof(Posting)] = postings };
    }

    // One customer's at a time, so that a year of a customer becomes one entry; what concerns no customer comes last.
    private static async Task<List<Guid>> DueAsync(PortalDb db, ISweepOrder order, CancellationToken cancellationToken)
    {
        var (postings, kept) = (db.Postings.IgnoreQueryFilters(), order.Kept<Posting>(db));
        var due = order.Due<LedgerEntry>(db).Where(e => !kept.Any(p => p.EntryId == e.Id));
        var number = await due.Join(postings.Where(p => p.AccountNumber != null), e => e.Id, p => p.EntryId, (_, p) => p.AccountNumber)
            .FirstOrDefaultAsync(cancellationToken);
        var mine = number is null
            ? due.Select(e => e.Id)
            : postings.Where(p => p.AccountNumber == number).Join(due, p => p.EntryId, e => e.Id, (_, e) => e.Id).Distinct();
        return await mine.OrderBy(id => id).Take(order.MostRows).ToListAsync(cancellationToken);
    }

    // The balances have these amounts already: nothing moves.
    private static async Task CarryAsync(PortalDb db, List<Posting> old, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var sums = old.GroupBy(p => (p.Account, p.AccountNumber))
            .Select(sum => new PostingDraft(sum.Key.Account, sum.Key.AccountNumber, new Money(sum.Sum(p => p.Amount.Micros))))
            .Where(sum => sum.Amount.Micros != 0).ToList();
        if (sums.Count == 0)
        {
            return;
        }

        var id = Guid.CreateVersion7();
        var draft = new LedgerDraft(LedgerEntryKind.CarriedForward, $"carried/{IstanbulYear.Of(before)}/{id:N}", before, sums) { EntryId = id };
        db.LedgerEntries.Add(LedgerEntry.Of(draft));
        db.Postings.AddRange(sums.Select((_, line) => Posting.Of(draft, line)));
        await db.SaveChangesAsync(cancellationToken);
    }
}
