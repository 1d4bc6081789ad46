using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>What must hold of charges that were given back because the answer may not have been delivered.</summary>
internal static class UndeliveredChecks
{
    public static readonly IReadOnlyList<IBookCheck> All =
    [
        new ByRequest("Each credit for an undelivered answer names one record, and gives its account what that was charged.", """
            SELECT e."Id" AS entry, e."IdempotencyKey" AS key, r."AccountNumber" AS account, r."Charged" AS charged,
                (SELECT SUM(p."Amount") FROM ledger_postings p WHERE p."EntryId" = e."Id" AND p."AccountNumber" = r."AccountNumber") AS given
            FROM ledger_entries e LEFT JOIN usage_records r ON r."RequestId" = {0}
            WHERE e."Kind" = 5 AND e."At" >= (SELECT "WholeAt" FROM books_cut) AND (r."RequestId" IS NULL
                OR r."Charged" <> COALESCE((SELECT SUM(p."Amount") FROM ledger_postings p
                    WHERE p."EntryId" = e."Id" AND p."AccountNumber" = r."AccountNumber"), 0)
                OR EXISTS (SELECT 1 FROM ledger_postings p WHERE p."EntryId" = e."Id" AND p."AccountNumber" <> r."AccountNumber"))
            ORDER BY e."Id" LIMIT 1
            """),
        new ByRequest("Credits for undelivered answers give back no more of a usage entry than it took, from wallet, allowance and promotional credit each.", """
            SELECT g.entry AS entry, g.account AS kind, -COALESCE(t."Amount", 0) AS taken, g.given AS given
            FROM (SELECT r."LedgerEntryId" AS entry, p."Account" AS account, SUM(p."Amount") AS given
                FROM ledger_entries e JOIN usage_records r ON r."RequestId" = {0}
                JOIN ledger_postings p ON p."EntryId" = e."Id" AND p."AccountNumber" IS NOT NULL
                WHERE e."Kind" = 5 AND e."At" >= (SELECT "WholeAt" FROM books_cut) GROUP BY r."LedgerEntryId", p."Account") g
            LEFT JOIN ledger_postings t ON t."EntryId" = g.entry AND t."Account" = g.account AND t."AccountNumber" IS NOT NULL
            WHERE g.given > -COALESCE(t."Amount", 0) ORDER BY 1 LIMIT 1
            """),
    ];

    /// <summary>A check that finds the record which an entry's key names.</summary>
    private sealed record ByRequest(string Claim, string Sql) : IBookCheck
    {
        public Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
        {
            var id = db.Database.IsSqlite()
                ? "unhex(substr(e.\"IdempotencyKey\", 13))"
                : "CASE WHEN e.\"Kind\" = 5 THEN CAST(substr(e.\"IdempotencyKey\", 13) AS uuid) END";
            return new SqlCheck(Claim, Sql.Replace("{0}", id, StringComparison.Ordinal)).FirstFaultAsync(db, cancellationToken);
        }
    }
}
