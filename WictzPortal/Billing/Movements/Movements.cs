using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>A movement of a customer's money: an entry of the books, or a day's usage. The balance is that after it.</summary>
/// <param name="Day">In the reader's time zone.</param>
public sealed record Movement(
    DateTimeOffset At, DateOnly Day, LedgerEntryKind Kind, MovementText? Note, PurseAmounts Change, PurseAmounts Balance);

/// <summary>Lists what moved a customer's money, with the running balance.</summary>
internal sealed class Movements(LedgerHistory history, IDbContextFactory<PortalDb> databases)
{
    /// <summary>All of it, in order of time. The sum of the changes is the last balance, and that is the ledger's.</summary>
    public async Task<IReadOnlyList<Movement>> ListAsync(long accountNumber, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var lines = await history.ReadAsync(accountNumber, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var notes = await db.MovementNotes.AsNoTracking().Where(n => n.AccountNumber == accountNumber)
            .ToDictionaryAsync(n => n.Key, n => n.ToText(), cancellationToken);
        var movements = new List<Movement>();
        var balance = default(PurseAmounts);
        foreach (var movement in lines.GroupBy(line => Occasion(line, zone)).Select(group => Sum(group, zone, notes)).OrderBy(m => m.At))
        {
            balance += movement.Change;
            movements.Add(movement with { Balance = balance });
        }

        return movements;
    }

    /// <summary>Those of one kind of money, of one month, or of both.</summary>
    public static IEnumerable<Movement> Filter(IEnumerable<Movement> all, PurseKind purse, DateOnly? month) => all.Where(m =>
        (purse == PurseKind.All || m.Change[purse].Micros != 0) && (month is not { } wanted || (m.Day.Year == wanted.Year && m.Day.Month == wanted.Month)));

    // A day's usage is one movement, at the end of what was used that day; so no running balance is below zero.
    private static (DateOnly Day, LedgerEntryKind Kind, string Key) Occasion(HistoryLine line, TimeZoneInfo zone) => (DayOf(line.At, zone), line.Kind, line.Key);

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static Movement Sum(IEnumerable<HistoryLine> lines, TimeZoneInfo zone, Dictionary<string, MovementText> notes)
    {
        var last = lines.Last();
        return new Movement(
            last.At, DayOf(last.At, zone), last.Kind, notes.GetValueOrDefault(last.Key),
            lines.Aggregate(default(PurseAmounts), (sum, line) => sum + PurseAmounts.Of(line)), default);
    }
}
