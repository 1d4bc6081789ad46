using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Payments;

/// <summary>
/// Compares three sides: what PayTR reports, what our payments and refunds say, and what stands in the ledger. A difference becomes a
/// case. Customers' money is moved only where PayTR's inquiry confirms a payment, by the way every payment takes.
/// </summary>
internal sealed class Reconciliation(
    IDbContextFactory<PortalDb> databases, GeneralLedger ledger, CaseBook cases, Inquiries inquiries)
{
    // A payment just before the report's edge may be reported just behind it, by another clock.
    private static readonly TimeSpan Edge = TimeSpan.FromHours(1);

    /// <summary>Compares what lies between two moments, of which the report has been kept.</summary>
    public async Task CompareAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await SalesAsync(from, to, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await PaymentsAsync(db, from + Edge, to - Edge, cancellationToken);
        await RefundsAsync(db, from + Edge, to - Edge, cancellationToken);
        await ReportedRefundsAsync(db, from, to, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Each sale that PayTR reports is a paid attempt of the same amount.</summary>
    private async Task SalesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sales = await db.ReportRows.AsNoTracking().Where(r => !r.IsRefund && r.At >= from && r.At < to).ToListAsync(cancellationToken);
        foreach (var sale in sales)
        {
            var attempt = await FindAsync(db, sale.Oid, cancellationToken);
            if (attempt is { State: not AttemptState.Paid })
            {
                await inquiries.AskAsync(sale.Oid, cancellationToken);
                attempt = await FindAsync(db, sale.Oid, cancellationToken);
            }

            CaseKind? kind = attempt is null ? CaseKind.UnknownSale
                : attempt.State is not AttemptState.Paid ? CaseKind.SaleNotPaidHere
                : attempt.TakenKurus != sale.Kurus ? CaseKind.AmountDiffers
                : null;
            if (kind is not null)
            {
                await cases.OpenAsync(db, kind.Value, sale.Oid, attempt?.TakenKurus, sale.Kurus, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Each payment of ours stands in PayTR's report and in the ledger.</summary>
    private async Task PaymentsAsync(PortalDb db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var paid = await db.PaymentAttempts.AsNoTracking()
            .Where(a => a.State == AttemptState.Paid && !a.IsTest && a.DecidedAt >= from && a.DecidedAt < to).ToListAsync(cancellationToken);
        var oids = paid.Select(a => a.Oid).ToList();
        var reported = (await db.ReportRows.Where(r => !r.IsRefund && oids.Contains(r.Oid)).Select(r => r.Oid).ToListAsync(cancellationToken)).ToHashSet();
        var posted = await ledger.PostedAsync([.. paid.Select(KeyOf)], LedgerAccount.PaytrClearing, cancellationToken);
        foreach (var attempt in paid)
        {
            if (!reported.Contains(attempt.Oid))
            {
                await cases.OpenAsync(db, CaseKind.PaymentNotReported, attempt.Oid, attempt.TakenKurus, null, cancellationToken);
            }

            await CompareWithLedgerAsync(db, attempt.Oid, -attempt.Amount.GrossKurus, posted.GetValueOrDefault(KeyOf(attempt)), cancellationToken);
        }
    }

    /// <summary>Each refund of ours stands in PayTR's report and in the ledger.</summary>
    private async Task RefundsAsync(PortalDb db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var paid = await db.Refunds.AsNoTracking()
            .Where(r => r.State == RefundState.Paid && r.SentAt >= from && r.SentAt < to).ToListAsync(cancellationToken);
        var posted = await ledger.PostedAsync([.. paid.Select(r => RefundBooks.KeyOf(r, "paid"))], LedgerAccount.PaytrClearing, cancellationToken);
        foreach (var refund in paid)
        {
            var oid = await db.PaymentAttempts.Where(a => a.Id == refund.AttemptId).Select(a => a.Oid).SingleAsync(cancellationToken);
            if (!await db.ReportRows.AnyAsync(r => r.IsRefund && r.Oid == oid && r.Kurus == refund.NetKurus + refund.VatKurus, cancellationToken))
            {
                await cases.OpenAsync(db, CaseKind.RefundNotReported, refund.Reference, refund.Amount.GrossKurus, null, cancellationToken);
            }

            await CompareWithLedgerAsync(
                db, refund.Reference, refund.Amount.GrossKurus, posted.GetValueOrDefault(RefundBooks.KeyOf(refund, "paid")), cancellationToken);
        }
    }

    /// <summary>PayTR reports no more refunds of a payment than were asked for here.</summary>
    private async Task ReportedRefundsAsync(PortalDb db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var oids = await db.ReportRows.Where(r => r.IsRefund && r.At >= from && r.At < to).Select(r => r.Oid).Distinct().ToListAsync(cancellationToken);
        foreach (var oid in oids)
        {
            var reported = await db.ReportRows.Where(r => r.IsRefund && r.Oid == oid).SumAsync(r => r.Kurus, cancellationToken);
            var attempts = db.PaymentAttempts;
            var sent = await db.Refunds.AsNoTracking().Where(r => r.SentAt != null && attempts.Any(a => a.Id == r.AttemptId && a.Oid == oid))
                .ToListAsync(cancellationToken);
            var ours = sent.Where(r => r.Counts).Sum(r => r.Amount.GrossKurus);      // those on their way belong to it too
            if (reported > ours)
            {
                await cases.OpenAsync(db, CaseKind.UnknownRefund, oid, ours, reported, cancellationToken);
            }
        }
    }

    private async Task CompareWithLedgerAsync(PortalDb db, string subject, long ourKurus, Money posted, CancellationToken cancellationToken)
    {
        if (posted != Money.FromKurus(ourKurus))
        {
            await cases.OpenAsync(db, CaseKind.LedgerDiffers, subject, Math.Abs(ourKurus), Math.Abs(posted.Micros / 1_000_000), cancellationToken);
        }
    }

    private static string KeyOf(PaymentAttempt attempt) => $"payment/{attempt.Id:N}";

    private static Task<PaymentAttempt?> FindAsync(PortalDb db, string oid, CancellationToken cancellationToken) =>
        db.PaymentAttempts.AsNoTracking().SingleOrDefaultAsync(a => a.Oid == oid, cancellationToken);
}
