using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>
/// Finds out what became of a refund whose answer was lost: from PayTR's inquiry, which repeats our reference, and from its transaction
/// report. A refund that neither knows a day and a half later did not happen.
/// </summary>
internal sealed partial class RefundInquiry(
    IDbContextFactory<PortalDb> databases, RefundBooks books, PaytrClient paytr, CaseBook cases, TimeProvider clock, ILogger<RefundInquiry> log)
{
    private static readonly TimeSpan Alarm = TimeSpan.FromHours(24);
    private static readonly TimeSpan ReportSpan = TimeSpan.FromHours(70);

    /// <summary>Refunds that a look is due for: those without an answer, and those that a crash left on their way.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Refunds.Where(r => r.NextLookAt <= now).OrderBy(r => r.NextLookAt).Select(r => r.Id).Take(most).ToListAsync(cancellationToken);
    }

    public async Task LookAsync(Guid refundId, CancellationToken cancellationToken)
    {
        var (asked, oid) = await FindAsync(refundId, cancellationToken);
        var answer = await paytr.InquireAsync(oid, cancellationToken);
        var paid = answer.End is PaytrEnd.Success ? PaidAtPaytr.Of(answer) : null;
        var isThere = paid?.HasReturned(asked.Reference) is true;
        var reported = isThere ? null : await ReportedAsync(asked, oid, cancellationToken);

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (attempt, refund) = await db.LockRefundAsync(refundId, cancellationToken);
        if (refund.State is not (RefundState.Sending or RefundState.Unknown))
        {
            return;
        }

        var now = clock.GetUtcNow();
        isThere = isThere || await IsUnclaimedAsync(db, refund, reported, cancellationToken);
        if (isThere)
        {
            await books.PaidAsync(db, refund, attempt.TaxPoint, cancellationToken);
            refund.End(RefundState.Paid, null, now);
        }
        else if (paid is not null && reported is not null && now >= refund.SentAt + Refund.ReportedAfter)
        {
            await books.ReleaseAsync(db, refund, attempt.TaxPoint, cancellationToken);
            refund.End(RefundState.Refused, null, now);
        }
        else
        {
            refund.Lose(now);
            if (now >= refund.SentAt + Alarm)
            {
                await cases.OpenAsync(db, CaseKind.RefundUnknown, refund.Reference, refund.Amount.GrossKurus, null, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogLooked(refundId, refund.State);
    }

    private async Task<(Refund Refund, string Oid)> FindAsync(Guid refundId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var refund = await db.Refunds.AsNoTracking().SingleAsync(r => r.Id == refundId, cancellationToken);
        return (refund, await db.PaymentAttempts.Where(a => a.Id == refund.AttemptId).Select(a => a.Oid).SingleAsync(cancellationToken));
    }

    /// <returns>How many refunds of this payment and amount the report has since shortly before sending; null where it cannot be had.</returns>
    private async Task<int?> ReportedAsync(Refund refund, string oid, CancellationToken cancellationToken)
    {
        var from = refund.SentAt!.Value - TimeSpan.FromHours(1);
        var answer = await paytr.TransactionsAsync(from, from + ReportSpan, cancellationToken);
        return PaytrClient.IsEmptyReport(answer) ? 0
            : answer.End is not PaytrEnd.Success ? null
            : PaytrClient.RowsOf(answer).Select(ReportedRow.Of)
                .Count(row => row is { IsRefund: true } && row.Oid == oid && row.Kurus == refund.Amount.GrossKurus);
    }

    // Refunds of the same amount cannot be told apart in the report, so those that are known to be paid are counted off.
    private static async Task<bool> IsUnclaimedAsync(PortalDb db, Refund refund, int? reported, CancellationToken cancellationToken)
    {
        var from = refund.SentAt!.Value - TimeSpan.FromHours(1);
        var same = await db.Refunds.AsNoTracking().Where(
            r => r.AttemptId == refund.AttemptId && r.Id != refund.Id && r.SentAt >= from && r.State == RefundState.Paid).ToListAsync(cancellationToken);
        return reported > same.Count(r => r.Amount.GrossKurus == refund.Amount.GrossKurus);
    }

    [LoggerMessage(LogLevel.Information, "Looked into refund {RefundId}: {State}.")]
    private partial void LogLooked(Guid refundId, RefundState state);
}
