using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>What must hold between usage records, the ledger entries that cover them, and the roll-ups made of them.</summary>
internal static class UsageChecks
{
    public static readonly IReadOnlyList<IBookCheck> All =
    [
        new SqlCheck("Each usage entry covers its records: as many, and as much.", """
            SELECT e."Id" AS entry, e."IdempotencyKey" AS key, e."RecordCount" AS covers, COALESCE(r.records, 0) AS records,
                -COALESCE(p.charged, 0) AS posted, COALESCE(r.charged, 0) AS charged
            FROM ledger_entries e
            LEFT JOIN (SELECT "LedgerEntryId" AS id, COUNT(*) AS records, SUM("Charged") AS charged, SUM("Cost" - "Charged") AS loss
                FROM usage_records WHERE "LedgerEntryId" IS NOT NULL GROUP BY "LedgerEntryId") r ON r.id = e."Id"
            LEFT JOIN (SELECT "EntryId" AS id, SUM(CASE WHEN "AccountNumber" IS NULL THEN 0 ELSE "Amount" END) AS charged,
                SUM(CASE WHEN "Account" = 9 THEN "Amount" ELSE 0 END) AS loss FROM ledger_postings GROUP BY "EntryId") p ON p.id = e."Id"
            WHERE e."Kind" = 2 AND e."At" >= (SELECT "WholeAt" FROM books_cut) AND (e."RecordCount" <> COALESCE(r.records, 0)
                OR COALESCE(r.charged, 0) <> -COALESCE(p.charged, 0) OR COALESCE(r.loss, 0) <> -COALESCE(p.loss, 0))
            ORDER BY e."Id" LIMIT 1
            """),
        new SqlCheck("Each record that cost something has its entry, and was charged between nothing and its cost.", """
            SELECT r."RequestId" AS record, r."AccountNumber" AS account, r."Cost" AS cost, r."Charged" AS charged FROM usage_records r
            WHERE r."Charged" < 0 OR r."Charged" > r."Cost" OR (r."Cost" > 0 AND r."At" >= (SELECT "FirstAt" FROM books_cut) AND (r."LedgerEntryId" IS NULL
                OR NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e."Id" = r."LedgerEntryId" AND e."Kind" = 2)))
            ORDER BY r."RequestId" LIMIT 1
            """),
        new SqlCheck("What each account was charged by its records is what the books took from it for usage.", """
            SELECT COALESCE(r.account, p.account) AS account, COALESCE(r.charged, 0) AS charged, -COALESCE(p.amount, 0) AS posted
            FROM (SELECT r."AccountNumber" AS account, SUM(r."Charged") AS charged FROM usage_records r
                LEFT JOIN ledger_entries e ON e."Id" = r."LedgerEntryId"
                WHERE COALESCE(e."At", r."At") >= (SELECT "WholeAt" FROM books_cut) GROUP BY r."AccountNumber") r
            FULL JOIN (SELECT p."AccountNumber" AS account, SUM(p."Amount") AS amount FROM ledger_postings p
                JOIN ledger_entries e ON e."Id" = p."EntryId" WHERE e."Kind" = 2 AND p."AccountNumber" IS NOT NULL
                AND e."At" >= (SELECT "WholeAt" FROM books_cut) GROUP BY p."AccountNumber") p
                ON p.account = r.account
            WHERE COALESCE(r.charged, 0) <> -COALESCE(p.amount, 0) ORDER BY 1 LIMIT 1
            """),
        new RollupCheck(),
        new RatingCheck(),
    ];

    private sealed class RollupCheck : IBookCheck
    {
        public string Claim => "The quarter-hour sums are the sums of the records.";

        public Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
        {
            var quarter = db.Database.IsSqlite()
                ? "\"At\" - \"At\" % 900000"
                : "date_bin('15 minutes', \"At\", TIMESTAMPTZ '2000-01-01 00:00:00+00')";

            // The sums are deleted earlier than the records: what is older than the oldest sum is not compared. Of an erased account there are
            // records without a single sum.
            return new SqlCheck(Claim, $"""
                SELECT COALESCE(r.account, s."AccountNumber") AS account, COALESCE(r.quarter, s."QuarterAt") AS quarter,
                    COALESCE(r.model, s."ModelId") AS model, COALESCE(r.requests, 0) AS requests, COALESCE(s."Requests", 0) AS summed_requests,
                    COALESCE(r.charged, 0) AS charged, COALESCE(s."Charged", 0) AS summed_charged
                FROM (SELECT "AccountNumber" AS account, {quarter} AS quarter, "ModelId" AS model, "KeyId" AS key, COUNT(*) AS requests,
                        SUM("Cost") AS cost, SUM("Charged") AS charged,
                        SUM("InputTokens" + "CachedInputTokens" + "CacheWrite5mTokens" + "CacheWrite1hTokens" + "AudioInputTokens") AS input,
                        SUM("OutputTokens" + "AudioOutputTokens") AS output
                    FROM usage_records GROUP BY 1, 2, 3, 4) r
                FULL JOIN usage_rollups s ON s."AccountNumber" = r.account AND s."QuarterAt" = r.quarter AND s."ModelId" = r.model AND s."KeyId" = r.key
                WHERE COALESCE(r.quarter, s."QuarterAt") >= (SELECT MIN("QuarterAt") FROM usage_rollups)
                    AND COALESCE(r.account, s."AccountNumber") IN (SELECT "AccountNumber" FROM usage_rollups) AND (s."Requests" IS NULL OR r.requests IS NULL OR r.requests <> s."Requests" OR r.cost <> s."Cost" OR r.charged <> s."Charged"
                    OR r.input <> s."InputTokens" + s."CachedInputTokens" + s."CacheWrite5mTokens" + s."CacheWrite1hTokens" + s."AudioInputTokens"
                    OR r.output <> s."OutputTokens" + s."AudioOutputTokens")
                ORDER BY 2 LIMIT 1
                """).FirstFaultAsync(db, cancellationToken);
        }
    }
}
