using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>What an entry took from a wallet for usage, or gave back of it.</summary>
/// <param name="RequestId">The call that was given back; null for a usage entry.</param>
public sealed record WalletTaken(Guid EntryId, Money Amount, Guid? RequestId);

/// <summary>What usage took from wallets: promotional credit and plan allowances are not in it.</summary>
public static class WalletUse
{
    private const string GivenBack = "undelivered/";

    /// <summary>Entry by entry, of a span of time.</summary>
    public static async Task<IReadOnlyList<WalletTaken>> EntriesAsync(
        PortalDb db, long accountNumber, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rows = await db.Postings.AsNoTracking().Where(p => p.AccountNumber == accountNumber && p.Account == LedgerAccount.CustomerWallet)
            .Join(
                db.LedgerEntries.Where(e => (e.Kind == LedgerEntryKind.Usage || e.Kind == LedgerEntryKind.UndeliveredCredit) && e.At >= from && e.At < until),
                p => p.EntryId, e => e.Id, (p, e) => new { e.Id, p.Amount, e.Kind, e.IdempotencyKey })
            .OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new WalletTaken(
            row.Id, new Money(-row.Amount.Micros),
            row.Kind == LedgerEntryKind.UndeliveredCredit ? Guid.ParseExact(row.IdempotencyKey[GivenBack.Length..], "N") : null))];
    }

    /// <summary>All that was taken before a moment, less what was given back.</summary>
    public static async Task<Money> TotalAsync(PortalDb db, long accountNumber, DateTimeOffset until, CancellationToken cancellationToken)
    {
        object before = db.Database.IsSqlite() ? until.ToUnixTimeMilliseconds() : until.ToUniversalTime();
        var sums = await db.Database.SqlQueryRaw<long>("""
            SELECT CAST(COALESCE(-SUM(p."Amount"), 0) AS bigint) AS "Value" FROM ledger_postings p JOIN ledger_entries e ON e."Id" = p."EntryId"
            WHERE p."AccountNumber" = {0} AND p."Account" = 1 AND e."Kind" IN (2, 5) AND e."At" < {1}
            """, accountNumber, before).ToListAsync(cancellationToken);
        return new Money(sums[0]);
    }
}
