using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Invoices;

/// <summary>What must hold of the register of documents, and between it and the books.</summary>
internal static class RegisterChecks
{
    public static readonly IReadOnlyList<IBookCheck> All =
    [
        new SqlCheck("Each series of documents has the numbers 1 to n, each once.", """
            SELECT s."Prefix" AS prefix, s."Year" AS year, s."Last" AS last, COUNT(d."Sequence") AS documents,
                COALESCE(MIN(d."Sequence"), 1) AS first, COALESCE(MAX(d."Sequence"), 0) AS highest
            FROM invoice_series s LEFT JOIN invoice_documents d ON d."Prefix" = s."Prefix" AND d."Year" = s."Year"
            WHERE s."Year" >= (SELECT "FirstYear" FROM books_cut)
            GROUP BY s."Prefix", s."Year", s."Last"
            HAVING COUNT(d."Sequence") <> s."Last" OR COALESCE(MIN(d."Sequence"), 1) <> 1 OR COALESCE(MAX(d."Sequence"), 0) <> s."Last"
            ORDER BY 1, 2 LIMIT 1
            """),
        new SqlCheck("No document is dated before the one with the number before it.", """
            SELECT d."Number" AS document, b."Number" AS before FROM invoice_documents d JOIN invoice_documents b ON b."Prefix" = d."Prefix"
                AND ((b."Year" = d."Year" AND b."Sequence" = d."Sequence" - 1) OR (d."Sequence" = 1 AND b."Year" = d."Year" - 1))
            WHERE d."IssuedAt" < b."IssuedAt" ORDER BY d."Number" LIMIT 1
            """),
        new SqlCheck("Each event that is closed by a document has as many documents as were issued for it.", """
            SELECT e."Key" AS event, e."Editions" AS editions, COUNT(d."Id") AS documents
            FROM invoice_events e LEFT JOIN invoice_documents d ON d."EventId" = e."Id"
            WHERE e."PerformedAt" >= (SELECT "FirstAt" FROM books_cut)
            GROUP BY e."Id", e."Key", e."Editions" HAVING COUNT(d."Id") <> e."Editions" ORDER BY e."Key" LIMIT 1
            """),
        new SqlCheck("The document of a payment bears what was paid, and the tax that was posted.", """
            SELECT d."Number" AS document, d."VatKurus" AS vat, e."VatKurus" AS paid, COALESCE(p.vat, 0) AS posted
            FROM invoice_events e JOIN invoice_documents d ON d."EventId" = e."Id"
            LEFT JOIN (SELECT l."IdempotencyKey" AS key, SUM(p."Amount") AS vat FROM ledger_entries l JOIN ledger_postings p ON p."EntryId" = l."Id"
                WHERE l."Kind" = 6 AND p."Account" IN (6, 11) GROUP BY l."IdempotencyKey") p ON p.key = e."Key"
            WHERE e."Kind" = 1 AND e."PerformedAt" >= (SELECT "FirstAt" FROM books_cut) AND (d."NetKurus" <> e."NetKurus" OR d."VatKurus" <> e."VatKurus" OR d."VatKurus" * 1000000 <> COALESCE(p.vat, 0))
            ORDER BY d."Number" LIMIT 1
            """),
        new SqlCheck("The document of a refund bears what was refunded, to a kuruş of rounding.", """
            SELECT e."Key" AS event, e."NetKurus" AS net, e."VatKurus" AS vat, COALESCE(c.net, 0) AS corrected_net, COALESCE(c.vat, 0) AS corrected_vat
            FROM invoice_events e LEFT JOIN (SELECT "CorrectionId" AS id, SUM("NetKurus") AS net, SUM("VatKurus") AS vat
                FROM invoice_corrected_lines GROUP BY "CorrectionId") c ON c.id = e."CorrectionId"
            WHERE e."CorrectionId" IS NOT NULL
                AND (c.id IS NOT NULL OR e."ClosedAt" >= (SELECT "WholeAt" FROM books_cut)) AND (ABS(e."NetKurus" - COALESCE(c.net, 0)) > 1 OR ABS(e."VatKurus" - COALESCE(c.vat, 0)) > 1) ORDER BY e."Key" LIMIT 1
            """),
        new SqlCheck("What corrects a document takes no more of it than it bears.", """
            SELECT d."Number" AS document, d."NetKurus" AS net, SUM(l."NetKurus") AS corrected_net, d."VatKurus" AS vat, SUM(l."VatKurus") AS corrected_vat
            FROM invoice_documents d JOIN invoice_corrected_lines l ON l."OriginalId" = d."Id"
            GROUP BY d."Id", d."Number", d."NetKurus", d."VatKurus"
            HAVING SUM(l."NetKurus") > d."NetKurus" OR SUM(l."VatKurus") > d."VatKurus"
                OR (SUM(l."NetKurus") = d."NetKurus" AND SUM(l."VatKurus") <> d."VatKurus") ORDER BY d."Number" LIMIT 1
            """),
        new ConsumptionCheck(),
    ];

    private sealed class ConsumptionCheck : IBookCheck
    {
        public string Claim => "The tax on each invoice of what was used is the tax that fell due in the books.";

        public Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
        {
            var id = db.Database.IsSqlite() ? "lower(hex(e.\"Id\"))" : "replace(CAST(e.\"Id\" AS text), '-', '')";
            return new SqlCheck(Claim, $"""
                SELECT d."Number" AS document, d."VatKurus" AS vat, COALESCE(p.vat, 0) AS posted
                FROM invoice_events e JOIN invoice_documents d ON d."EventId" = e."Id"
                LEFT JOIN (SELECT l."IdempotencyKey" AS key, SUM(p."Amount") AS vat FROM ledger_entries l JOIN ledger_postings p ON p."EntryId" = l."Id"
                    WHERE l."Kind" = 20 AND p."Account" = 6 GROUP BY l."IdempotencyKey") p ON p.key = 'invoice/' || {id}
                WHERE e."Kind" IN (2, 3) AND d."IssuedAt" >= (SELECT "FirstAt" FROM books_cut) AND d."VatKurus" * 1000000 <> COALESCE(p.vat, 0) ORDER BY d."Number" LIMIT 1
                """).FirstFaultAsync(db, cancellationToken);
        }
    }
}

/// <summary>Reads every document again: its hash, what it says against its row, and the chain of each series.</summary>
internal sealed class RegisterChainCheck(BooksCuts cuts, Vault vault) : IBookCheck
{
    public string Claim => "Each document is as it was issued, and bound to the one before it.";

    public async Task<string?> FirstFaultAsync(PortalDb db, CancellationToken cancellationToken)
    {
        // The years before the cut are gone; each series goes on from where it stood then.
        var firstYear = await cuts.FirstYearAsync(db, cancellationToken);
        var starts = (await db.InvoiceSeries.AsNoTracking().Where(s => s.Year < firstYear).ToListAsync(cancellationToken))
            .GroupBy(s => s.Prefix).ToDictionary(series => series.Key, series => series.MaxBy(s => s.Year)!.LastHash);
        var (prefix, before) = ("", new byte[32]);
        var rows = db.IssuedDocuments.IgnoreQueryFilters().AsNoTracking().Where(d => d.Year >= firstYear).OrderBy(d => d.Prefix).ThenBy(d => d.Year).ThenBy(d => d.Sequence);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            (prefix, before) = row.Prefix == prefix ? (prefix, before) : (row.Prefix, starts.GetValueOrDefault(row.Prefix) ?? new byte[32]);
            if (!row.HashAfter(before).AsSpan().SequenceEqual(row.ChainHash))
            {
                return $"document {row.Number} is not bound to the one before it";
            }

            before = row.ChainHash;
            if (await FirstFaultAsync(row, cancellationToken) is { } fault)
            {
                return $"document {row.Number} {fault}";
            }
        }

        return null;
    }

    private async Task<string?> FirstFaultAsync(IssuedDocument row, CancellationToken cancellationToken)
    {
        string json;
        try
        {
            json = await vault.OpenSecretAsync(IssuedDocument.KeyOf(row.Year), row.Snapshot, cancellationToken);
        }
        catch (CryptographicException)
        {
            return "cannot be opened";
        }

        if (!SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan().SequenceEqual(row.SnapshotHash))
        {
            return "is not what was issued";
        }

        var document = InvoiceDocument.FromJson(json);
        return (document.Number, document.Totals.NetKurus, document.Totals.VatKurus, document.IssuedAt.ToUnixTimeMilliseconds())
            == (row.Number, row.NetKurus, row.VatKurus, row.IssuedAt.ToUnixTimeMilliseconds()) ? null : "says something else than its row";
    }
}
