using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Plans;

namespace WictzPortal.Invoices;

/// <summary>
/// Writes down, month by month, what wallets that hold advances have paid for usage. A month is looked at once it is over, in order, and
/// once; what is booked for it later goes to the next month that is open.
/// </summary>
internal sealed class MonthlyUsage(IDbContextFactory<PortalDb> databases, BooksCuts cuts, VatRates rates, TimeProvider clock)
{
    /// <summary>Calls are booked within seconds, and within a day after a node died with them: a month is closed a day after its end.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromHours(27);

    /// <summary>Makes up for months missed. Safe to run twice and at once. Returns the number of months written down.</summary>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        var today = IstanbulTime.DayOf(clock.GetUtcNow() - Delay);
        var last = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        var closed = 0;
        foreach (var account in await AccountsAsync(cancellationToken))
        {
            for (var month = account.First; month <= last; month = month.AddMonths(1))
            {
                closed += await CloseAsync(account.AccountId, account.AccountNumber, month, cancellationToken) ? 1 : 0;
            }
        }

        return closed;
    }

    private async Task<IReadOnlyList<(Guid AccountId, long AccountNumber, DateOnly First)>> AccountsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = await db.BillableEvents.AsNoTracking()
            .Where(e => e.TaxPoint == TaxPoint.Consumption && (e.Kind == BillableKind.Payment || e.Kind == BillableKind.Usage))
            .GroupBy(e => new { e.AccountId, e.AccountNumber })
            .Select(account => new
            {
                account.Key.AccountId, account.Key.AccountNumber,
                FirstPaid = account.Min(e => e.PerformedAt),
                LastMonth = account.Max(e => e.Kind == BillableKind.Usage ? e.FromOn : null),
            })
            .ToListAsync(cancellationToken);
        return [.. events.Select(e => (e.AccountId, e.AccountNumber, e.LastMonth?.AddMonths(1) ?? FirstOf(IstanbulTime.DayOf(e.FirstPaid))))];
    }

    private async Task<bool> CloseAsync(Guid accountId, long accountNumber, DateOnly month, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken);      // one worker at a time for an account
        var until = IstanbulTime.StartOf(month.AddMonths(1));
        var (total, before) = (
            await WalletUse.TotalAsync(db, accountNumber, until, cancellationToken),
            await WalletUse.TotalAsync(db, accountNumber, IstanbulTime.StartOf(month), cancellationToken));
        var kept = DateOnly.FromDateTime(IstanbulTime.Of(await cuts.FirstAtAsync(db, cancellationToken)));      // what was used earlier is no longer in the books
        var months = await db.BillableEvents.AsNoTracking()
            .Where(e => e.AccountNumber == accountNumber && e.Kind == BillableKind.Usage && e.FromOn >= kept)
            .Select(e => new { e.FromOn, e.MonthUse, e.LateUse }).ToListAsync(cancellationToken);
        if (months.Any(m => m.FromOn >= month))
        {
            return false;      // another worker was faster
        }

        // Before the first month that is looked at, all use was of money that had been invoiced when it was paid.
        var first = await WalletUse.TotalAsync(db, accountNumber, IstanbulTime.StartOf(months.Min(m => m.FromOn) ?? month), cancellationToken);
        var late = before.Micros - first.Micros - months.Sum(m => m.MonthUse.Micros + m.LateUse.Micros);
        var happened = BillableEvent.OfUsage(
            accountId, accountNumber, month, new Money(total.Micros - before.Micros), new Money(late), rates.PercentAt(until - TimeSpan.FromTicks(1)));
        db.BillableEvents.Add(happened);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return happened.NetKurus > 0;
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
