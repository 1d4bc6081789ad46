using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>A posting that touched a customer; of usage a sum of many.</summary>
/// <param name="Key">The entry's idempotency key; empty for usage.</param>
public sealed record HistoryLine(LedgerEntryKind Kind, DateTimeOffset At, string Key, LedgerAccount Account, Money Amount);

/// <summary>Tells all that moved a customer's money, for the customer to see. Postings are found by customer and time, so a span costs what is in it.</summary>
public sealed class LedgerHistory(IDbContextFactory<PortalDb> databases)
{
    private const long QuarterMilliseconds = 15 * 60 * 1000;
    private static readonly LedgerAccount[] Shown = [.. GeneralLedger.Spendable, LedgerAccount.WalletAside];

    /// <summary>In order of time, usage by quarters of an hour. The span begins and ends with one.</summary>
    public async Task<IReadOnlyList<HistoryLine>> ReadAsync(long accountNumber, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(
            db, accountNumber, Shown, $"{TimeOf(db)} / {QuarterMilliseconds} * {QuarterMilliseconds}", cancellationToken,
            $"p.\"At\" >= {Literal(db, from)} AND p.\"At\" < {Literal(db, until)}");
    }

    /// <summary>What each account of the books held before a moment: what it holds now, less all that came since.</summary>
    public async Task<IReadOnlyDictionary<LedgerAccount, Money>> BeforeAsync(long accountNumber, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sql = $$"""
            SELECT CAST(b."Account" AS integer) AS "Account", CAST(b."Amount" - COALESCE(since."Amount", 0) AS bigint) AS "Micros"
            FROM ledger_balances b LEFT JOIN (
                SELECT p."Account", SUM(p."Amount") AS "Amount" FROM ledger_postings p
                WHERE p."AccountNumber" = {0} AND p."At" >= {{Literal(db, moment)}} GROUP BY p."Account") since ON since."Account" = b."Account"
            WHERE b."AccountNumber" = {0} AND b."Account" IN ({{Numbers(Shown)}})
            """;
        var rows = await db.Database.SqlQueryRaw<Held>(sql, accountNumber).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => (LedgerAccount)row.Account, row => new Money(row.Micros));
    }

    /// <summary>When the customer's money moved first and last; null where it never did.</summary>
    public async Task<(DateTimeOffset First, DateTimeOffset Last)?> SpanAsync(long accountNumber, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var moved = db.Postings.Where(p => p.AccountNumber == accountNumber && Shown.Contains(p.Account)).Select(p => (DateTimeOffset?)p.At);
        return await moved.OrderBy(at => at).FirstOrDefaultAsync(cancellationToken) is { } first
            && await moved.OrderByDescending(at => at).FirstOrDefaultAsync(cancellationToken) is { } last ? (first, last) : null;
    }

    /// <summary>All that moved the promotional credit: what was given and taken, and between each two of these the sum of what was used.</summary>
    /// <param name="db">May have a transaction open.</param>
    public static async Task<IReadOnlyList<HistoryLine>> PromotionalAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken)
    {
        var given = await db.Postings.Where(p => p.AccountNumber == accountNumber && p.Account == LedgerAccount.PromotionalCredit)
            .Join(db.LedgerEntries.Where(e => e.Kind != LedgerEntryKind.Usage && e.Kind != LedgerEntryKind.UndeliveredCredit), p => p.EntryId, e => e.Id, (_, e) => e.At)
            .Distinct().ToListAsync(cancellationToken);
        var at = TimeOf(db);
        var cuts = given.Select(cut => cut.ToUnixTimeMilliseconds()).Distinct().OrderDescending().Select(cut => $"WHEN {at} >= {cut} THEN {cut}");
        return await ReadAsync(db, accountNumber, [LedgerAccount.PromotionalCredit], $"CASE {string.Join(' ', cuts.DefaultIfEmpty("WHEN 1 = 0 THEN 0"))} ELSE 0 END", cancellationToken);
    }

    // On SQLite times are stored as milliseconds already.
    internal static string TimeOf(PortalDb db) => db.Database.IsNpgsql() ? """CAST(FLOOR(EXTRACT(EPOCH FROM p."At") * 1000) AS bigint)""" : "p.\"At\"";

    private static string Literal(PortalDb db, DateTimeOffset at) =>
        db.Database.IsNpgsql() ? $"to_timestamp({at.ToUnixTimeMilliseconds()} / 1000.0)" : $"{at.ToUnixTimeMilliseconds()}";

    private static string Numbers(IEnumerable<LedgerAccount> accounts) => string.Join(", ", accounts.Select(account => (int)account));

    private static async Task<IReadOnlyList<HistoryLine>> ReadAsync(
        PortalDb db, long accountNumber, IEnumerable<LedgerAccount> accounts, string usageTime, CancellationToken cancellationToken, string isWanted = "1 = 1")
    {
        var usage = $"e.\"Kind\" IN ({(int)LedgerEntryKind.Usage}, {(int)LedgerEntryKind.UndeliveredCredit})";
        var sql = $$"""
            SELECT CAST(e."Kind" AS integer) AS "Kind", CAST(p."Account" AS integer) AS "Account",
                CASE WHEN {{usage}} THEN '' ELSE e."IdempotencyKey" END AS "Key",
                CASE WHEN {{usage}} THEN {{usageTime}} ELSE {{TimeOf(db)}} END AS "Milliseconds", CAST(SUM(p."Amount") AS bigint) AS "Micros"
            FROM ledger_postings p JOIN ledger_entries e ON e."Id" = p."EntryId"
            WHERE p."AccountNumber" = {0} AND {{isWanted}} AND p."Account" IN ({{Numbers(accounts)}})
            GROUP BY 1, 2, 3, 4
            """;
        var rows = await db.Database.SqlQueryRaw<Row>(sql, accountNumber).ToListAsync(cancellationToken);

        // What was given at an instant comes before what was used from then on.
        return [.. rows.OrderBy(row => row.Milliseconds).ThenBy(row => row.Key.Length == 0).ThenBy(row => row.Kind).ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => new HistoryLine(
                (LedgerEntryKind)row.Kind, DateTimeOffset.FromUnixTimeMilliseconds(row.Milliseconds), row.Key, (LedgerAccount)row.Account, new Money(row.Micros)))];
    }

    private sealed record Row(int Kind, int Account, string Key, long Milliseconds, long Micros);

    private sealed record Held(int Account, long Micros);
}
