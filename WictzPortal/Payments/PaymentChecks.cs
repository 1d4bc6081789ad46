using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Payments;

/// <summary>What must hold between payments, refunds and the books; <c>ledger verify</c> asks.</summary>
internal static class PaymentChecks
{
    public static readonly IReadOnlyList<IBookCheck> All =
    [
        new ByKey("Each payment that was made stands in the books, with its whole amount.", """
            SELECT a."Oid" AS payment, a."NetKurus" + a."VatKurus" AS kurus, -p."Amount" AS posted
            FROM payment_attempts a
            LEFT JOIN ledger_entries e ON e."IdempotencyKey" = 'payment/' || {0}
            LEFT JOIN ledger_postings p ON p."EntryId" = e."Id" AND p."Account" = 7
            WHERE a."State" = 3 AND NOT a."IsTest" AND a."DecidedAt" >= (SELECT "WholeAt" FROM books_cut)
                AND (p."Amount" IS NULL OR -p."Amount" <> (a."NetKurus" + a."VatKurus") * 1000000)
            ORDER BY a."Oid" LIMIT 1
            """),
        new ByKey("Each payment in the books was made.", """
            SELECT a."Oid" AS payment, a."State" AS state FROM payment_attempts a
            JOIN ledger_entries e ON e."IdempotencyKey" = 'payment/' || {0}
            WHERE a."State" <> 3 ORDER BY a."Oid" LIMIT 1
            """),
        new SqlCheck("No payment was given back beyond its amount.", """
            SELECT a."Oid" AS payment, a."NetKurus" AS net, a."VatKurus" AS vat, SUM(r."NetKurus") AS net_back, SUM(r."VatKurus") AS vat_back
            FROM payment_attempts a JOIN refunds r ON r."AttemptId" = a."Id" AND r."State" IN (1, 2, 3, 4)
            GROUP BY a."Oid", a."NetKurus", a."VatKurus"
            HAVING SUM(r."NetKurus") > a."NetKurus" OR SUM(r."VatKurus") > a."VatKurus" ORDER BY 1 LIMIT 1
            """),
        new ByKey("What refunds on their way hold is held in the books, and nothing else is.", """
            SELECT a."Reference" AS refund, a."State" AS state, SUM(p."Amount") AS held
            FROM refunds a
            LEFT JOIN ledger_entries e ON e."IdempotencyKey" IN (
                'refund/' || {0} || '/reserve', 'refund/' || {0} || '/reserve-tax', 'refund/' || {0} || '/paid',
                'refund/' || {0} || '/release', 'refund/' || {0} || '/release-tax')
            LEFT JOIN ledger_postings p ON p."EntryId" = e."Id" AND p."Account" = 14
            WHERE a."AskedAt" >= (SELECT "FirstAt" FROM books_cut)
            GROUP BY a."Reference", a."State", a."NetKurus"
            HAVING (a."State" IN (2, 3) AND COALESCE(SUM(p."Amount"), 0) < a."NetKurus" * 1000000)
                OR (a."State" NOT IN (2, 3) AND COALESCE(SUM(p."Amount"), 0) <> 0) ORDER BY 1 LIMIT 1
            """),
    ];

    /// <summary>A check by the key of an entry, which bears the id of the row <c>a</c>.</summary>
    private sealed record ByKey(string Claim, string Sql) : IBookCheck
    {
        public Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
        {
            var id = db.Database.IsSqlite() ? "lower(hex(a.\"Id\"))" : "replace(a.\"Id\"::text, '-', '')";
            return new SqlCheck(Claim, Sql.Replace("{0}", id, StringComparison.Ordinal)).FirstFaultAsync(db, cancellationToken);
        }
    }
}
