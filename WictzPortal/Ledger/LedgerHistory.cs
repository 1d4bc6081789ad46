using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>A posting that touched a customer; of usage a sum of many.</summary>
/// <param name="Key">The entry's idempotency key; empty for usage.</param>
public sealed record HistoryLine(LedgerEntryKind Kind, DateTimeOffset At, string Key, LedgerAccount Account, Money Amount);

/// <summary>A span of a customer's history, and what each account of the books held before it.</summary>
public sealed record HistoryPart(IReadOnlyDictionary<LedgerAccount, Money> Before, IReadOnlyList<HistoryLine> Lines);

/// <summary>Tells all that moved a customer's money, for the customer to see.</summary>
public sealed class LedgerHistory(IDbContextFactory<PortalDb> databases)
{
    private const long QuarterMilliseconds = 15 * 60 * 1000;
    private static readonly LedgerAccount[] Shown = [.. GeneralLedger.Spendable, LedgerAccount.WalletAside];

    /// <summary>In order of time, usage by quarters of an hour; the sum of the amounts is the balance. All of it is of one instant.</summary>
    public async Task<IReadOnlyList<HistoryLine>> ReadAsync(long accountNumber, CancellationToken cancellationToken) =>
        (await ReadAsync(accountNumber, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, cancellationToken)).Lines;

    /// <summary>As above, of a span of time that begins with a quarter of an hour; what was before it is summed up.</summary>
    public async Task<HistoryPart> ReadAsync(long accountNumber, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var at = TimeOf(db);
        var (start, end) = (from.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        var lines = await ReadAsync(
            db, accountNumber, Shown, $"{at} / {QuarterMilliseconds} * {QuarterMilliseconds}", cancellationToken, $"{at} < {start}", $"{at} < {end}");
        return new HistoryPart(
            lines.Where(line => line.At < from).ToDictionary(line => line.Account, line => line.Amount), [.. lines.Where(line => line.At >= from)]);
    }

    /// <summary>When the first and the last entry was made that moved the customer's money; null where there is none.</summary>
    public async Task<(DateTimeOffset First, DateTimeOffset Last)?> SpanAsync(long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var times = db.Postings.Where(p => p.AccountNumber == accountNumber && Shown.Contains(p.Account))
            .Join(db.LedgerEntries, p => p.EntryId, e => e.Id, (_, e) => (DateTimeOffset?)e.At);
        return await times.MinAsync(cancellationToken) is { } first && await times.MaxAsync(cancellationToken) is { } last ? (first, last) : null;
    }

    /// <summary>All that moved the promotional credit: what was given and taken, and between each two of these the sum of what was used.</summary>
    public async Task<IReadOnlyList<HistoryLine>> PromotionalAsync(long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var given = await db.Postings.Where(p => p.AccountNumber == accountNumber && p.Account == LedgerAccount.PromotionalCredit)
            .Join(db.LedgerEntries.Where(e => e.Kind != LedgerEntryKind.Usage && e.Kind != LedgerEntryKind.UndeliveredCredit), p => p.EntryId, e => e.Id, (_, e) => e.At)
            .Distinct().ToListAsync(cancellationToken);
        var at = TimeOf(db);
        var cuts = given.Select(cut => cut.ToUnixTimeMilliseconds()).Distinct().OrderDescending().Select(cut => $"WHEN {at} >= {cut} THEN {cut}");
        return await ReadAsync(db, accountNumber, [LedgerAccount.PromotionalCredit], $"CASE {string.Join(' ', cuts.DefaultIfEmpty("WHEN 1 = 0 THEN 0"))} ELSE 0 END", cancellationToken);
    }

    // On SQLite times are stored as milliseconds already.
    internal static string TimeOf(PortalDb db) => db.Database.IsNpgsql() ? """CAST(FLOOR(EXTRACT(EPOCH FROM e."At") * 1000) AS bigint)""" : "e.\"At\"";

    /// <param name="isBefore">What is only summed up, as one line of each account at a time before all others.</param>
    private static async Task<IReadOnlyList<HistoryLine>> ReadAsync(
        PortalDb db, long accountNumber, IEnumerable<LedgerAccount> accounts, string usageTime, CancellationToken cancellationToken,
        string isBefore = "1 = 0", string isWanted = "1 = 1")
    {
        var usage = $"e.\"Kind\" IN ({(int)LedgerEntryKind.Usage}, {(int)LedgerEntryKind.UndeliveredCredit})";
        var sql = $$"""
            SELECT CASE WHEN {{isBefore}} THEN {{(int)LedgerEntryKind.CarriedForward}} ELSE CAST(e."Kind" AS integer) END AS "Kind", CAST(p."Account" AS integer) AS "Account",
                CASE WHEN {{isBefore}} OR {{usage}} THEN '' ELSE e."IdempotencyKey" END AS "Key",
                CASE WHEN {{isBefore}} THEN -1 WHEN {{usage}} THEN {{usageTime}} ELSE {{TimeOf(db)}} END AS "Milliseconds", CAST(SUM(p."Amount") AS bigint) AS "Micros"
            FROM ledger_postings p JOIN ledger_entries e ON e."Id" = p."EntryId"
            WHERE p."AccountNumber" = {0} AND p."Account" IN ({{string.Join(", ", accounts.Select(account => (int)account))}}) AND {{isWanted}}
            GROUP BY 1, 2, 3, 4
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql, accountNumber).ToListAsync(cancellationToken);

        // What was given at an instant comes before what was used from then on.
        return [.. rows.OrderBy(row => row.Milliseconds).ThenBy(row => row.Key.Length == 0).ThenBy(row => row.Kind).ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => new HistoryLine(
                (LedgerEntryKind)row.Kind, DateTimeOffset.FromUnixTimeMilliseconds(row.Milliseconds), row.Key, (LedgerAccount)row.Account, new Money(row.Micros)))];
    }

    private sealed record Row(int Kind, int Account, string Key, long Milliseconds, long Micros);
}
