using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>
/// Deletes events whose ten years are over. What of a customer's advances they leave to be invoiced is carried forward by one event, so
/// that no lira is invoiced twice, and none is forgotten.
/// </summary>
internal sealed class EventSweep(IDbContextFactory<PortalDb> databases) : ISweep
{
    public IReadOnlyList<Type> Entities => [typeof(BillableEvent)];

    public async Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = order.Due<BillableEvent>(db);
        if (await due.Select(e => (long?)e.AccountNumber).FirstOrDefaultAsync(cancellationToken) is not { } number)
        {
            return new Dictionary<Type, int>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var old = await due.AsNoTracking().Where(e => e.AccountNumber == number).OrderBy(e => e.Id).Take(order.MostRows).ToListAsync(cancellationToken);
        var left = old.Where(e => e.TaxPoint == TaxPoint.Consumption).Sum(AdvanceBook.LeftBy);
        if (left != 0)
        {
            db.BillableEvents.Add(BillableEvent.OfEarlierYears(old[0].AccountId, number, left, order.Before));
            await db.SaveChangesAsync(cancellationToken);
        }

        var ids = old.ConvertAll(e => e.Id);
        var deleted = await db.BillableEvents.IgnoreQueryFilters().Where(e => ids.Contains(e.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Dictionary<Type, int> { [typeof(BillableEvent)] = deleted };
    }
}
