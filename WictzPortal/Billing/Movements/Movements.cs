using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>A movement of a customer's money: an entry of the books, or a day's usage. The balance is that after it.</summary>
/// <param name="Day">In the reader's time zone.</param>
public sealed record Movement(
    DateTimeOffset At, DateOnly Day, LedgerEntryKind Kind, MovementText? Note, PurseAmounts Change, PurseAmounts Balance)
{
    public bool IsOf(PurseKind purse) => purse == PurseKind.All || Change[purse].Micros != 0;
}

/// <summary>Lists what moved a customer's money, with the running balance.</summary>
internal sealed class Movements(LedgerHistory history, IDbContextFactory<PortalDb> databases)
{
    /// <summary>All of it, in order of time, read month by month. The sum of the changes is the last balance, and that is the ledger's.</summary>
    public async IAsyncEnumerable<Movement> AllAsync(
        long accountNumber, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var balance = default(PurseAmounts);
        foreach (var month in (await MonthsAsync(accountNumber, zone, cancellationToken)).Reverse())
        {
            foreach (var movement in await ListAsync(accountNumber, zone, month, balance, cancellationToken))
            {
                balance = movement.Balance;
                yield return movement;
            }
        }
    }

    /// <summary>Those of a month in the reader's time zone; what was before it is in the balance alone.</summary>
    /// <param name="month">Its first day.</param>
    public async Task<IReadOnlyList<Movement>> ListAsync(long accountNumber, TimeZoneInfo zone, DateOnly month, CancellationToken cancellationToken)
    {
        var before = await history.BeforeAsync(accountNumber, StartOf(month, zone), cancellationToken);
        var balance = before.Aggregate(default(PurseAmounts), (sum, held) => sum + PurseAmounts.Of(held.Key, held.Value));
        return await ListAsync(accountNumber, zone, month, balance, cancellationToken);
    }

    /// <summary>The first days of the months from the newest movement back to the oldest.</summary>
    public async Task<IReadOnlyList<DateOnly>> MonthsAsync(long accountNumber, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var months = new List<DateOnly>();
        if (await history.SpanAsync(accountNumber, cancellationToken) is var (first, last))
        {
            for (var month = MonthOf(last); month >= MonthOf(first); month = month.AddMonths(-1))
            {
                months.Add(month);
            }
        }

        return months;

        DateOnly MonthOf(DateTimeOffset at) => DayOf(at, zone) is var day ? new DateOnly(day.Year, day.Month, 1) : default;
    }

    private async Task<IReadOnlyList<Movement>> ListAsync(
        long accountNumber, TimeZoneInfo zone, DateOnly month, PurseAmounts balance, CancellationToken cancellationToken)
    {
        var lines = await history.ReadAsync(accountNumber, StartOf(month, zone), StartOf(month.AddMonths(1), zone), cancellationToken);
        var keys = lines.Where(line => line.Key.Length > 0).Select(line => line.Key).Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var notes = await db.MovementNotes.AsNoTracking().Where(n => n.AccountNumber == accountNumber && keys.Contains(n.Key))
            .ToDictionaryAsync(n => n.Key, n => n.ToText(), cancellationToken);
        var movements = new List<Movement>();
        foreach (var movement in lines.GroupBy(line => Occasion(line, zone)).Select(group => Sum(group, zone, notes)).OrderBy(m => m.At))
        {
            balance += movement.Change;
            movements.Add(movement with { Balance = balance });
        }

        return movements;
    }

    // A day's usage is one movement, at the end of what was used that day; so no running balance is below zero.
    private static (DateOnly Day, LedgerEntryKind Kind, string Key) Occasion(HistoryLine line, TimeZoneInfo zone) => (DayOf(line.At, zone), line.Kind, line.Key);

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static Movement Sum(IEnumerable<HistoryLine> lines, TimeZoneInfo zone, Dictionary<string, MovementText> notes)
    {
        var last = lines.Last();
        return new Movement(
            last.At, DayOf(last.At, zone), last.Kind, notes.GetValueOrDefault(last.Key),
            lines.Aggregate(default(PurseAmounts), (sum, line) => sum + PurseAmounts.Of(line.Account, line.Amount)), default);
    }
}
