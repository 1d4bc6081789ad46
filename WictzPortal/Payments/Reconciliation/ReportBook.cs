using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Payments;

/// <summary>Keeps the rows of PayTR's transaction report, each once however often it is read, and books the fees that it tells.</summary>
internal sealed class ReportBook(IDbContextFactory<PortalDb> databases, GeneralLedger ledger, CaseBook cases, TimeProvider clock)
{
    /// <returns>The number of rows that were new.</returns>
    public async Task<int> KeepAsync(IEnumerable<JsonElement> elements, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = new List<ReportedRow>();
        foreach (var element in elements)
        {
            if (ReportedRow.Of(element) is { Currency: "TL" or "TRY" } row)
            {
                rows.Add(row);
            }
            else
            {
                await cases.OpenAsync(db, CaseKind.UnreadableRow, SubjectOf(element), null, null, cancellationToken);
            }
        }

        var added = 0;
        foreach (var equal in rows.GroupBy(row => row))
        {
            var (oid, isRefund, kurus, at) = (equal.Key.Oid, equal.Key.IsRefund, equal.Key.Kurus, equal.Key.At);
            var known = await db.ReportRows.CountAsync(
                r => r.Oid == oid && r.IsRefund == isRefund && r.Kurus == kurus && r.At == at, cancellationToken);
            for (var occurrence = known; occurrence < equal.Count(); occurrence++, added++)
            {
                var row = new ReportRow(equal.Key, occurrence, clock.GetUtcNow());
                db.ReportRows.Add(row);
                await BookFeeAsync(db, row, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    // Only what came of our own payments is in our clearing account.
    private async Task BookFeeAsync(PortalDb db, ReportRow row, CancellationToken cancellationToken)
    {
        if (row.FeeKurus > 0 && await db.PaymentAttempts.AnyAsync(a => a.Oid == row.Oid && a.State == AttemptState.Paid && !a.IsTest, cancellationToken))
        {
            var fee = Money.FromKurus(row.FeeKurus);
            await ledger.PostAsync(
                db,
                new LedgerDraft(LedgerEntryKind.PaymentFee, $"paytr-fee/{row.Id:N}", clock.GetUtcNow(),
                [
                    new PostingDraft(LedgerAccount.PaytrClearing, null, fee),
                    new PostingDraft(LedgerAccount.PaymentFees, null, new Money(-fee.Micros)),
                ]),
                cancellationToken);
        }
    }

    private static string SubjectOf(JsonElement row)
    {
        var text = $"{PaytrAnswer.Text(row, "siparis_no")} {PaytrAnswer.Text(row, "islem_tarihi")} {PaytrAnswer.Text(row, "islem_tutari")}".Trim();
        return text.Length == 0 ? row.ValueKind.ToString() : text[..Math.Min(text.Length, 120)];
    }
}
