using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Where staff give money back: one asks, another approves, and only then PayTR is called, once.</summary>
internal sealed class RefundDesk(
    IDbContextFactory<PortalDb> databases, RefundBooks books, PaytrClient paytr, IOptions<RefundOptions> options, AuditTrail audit,
    TimeProvider clock)
{
    private const long CapLock = 0x5061_7954_5252;
    private static readonly Failure Gone = new(FailureKind.Conflict, "payments.refund_decided", "This refund has been decided already.");

    /// <param name="grossKurus">With tax, as the customer paid it.</param>
    public async Task<Outcome<Guid>> AskAsync(string oid, long grossKurus, string reason, Guid by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Refund.ReasonLength)
        {
            return new Failure(FailureKind.Invalid, "payments.refund_reason", "Say why the money goes back, in at most {0} characters.", Refund.ReasonLength);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockAttemptAsync(oid, cancellationToken) is not { State: AttemptState.Paid } attempt)
        {
            return new Failure(FailureKind.Conflict, "payments.refund_unpaid", "Only a payment that was made can be given back.");
        }

        var left = await LeftAsync(db, attempt, cancellationToken);
        var split = SplitOf(attempt, left, grossKurus);
        if (!split.Succeeded)
        {
            return split.Failure;
        }

        var refund = new Refund(attempt, split.Value, reason.Trim(), by, clock.GetUtcNow());
        db.Refunds.Add(refund);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "payments.refund_asked", refund, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return refund.Id;
    }

    public async Task<Failure?> RejectAsync(Guid refundId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (_, refund) = await db.LockRefundAsync(refundId, cancellationToken);
        if (refund.State is not RefundState.Asked)
        {
            return Gone;
        }

        refund.Reject(by, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "payments.refund_rejected", refund, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Takes the money from the wallet, stores that it is being sent, and calls PayTR. What PayTR did may stay unknown.</summary>
    public async Task<Failure?> ApproveAsync(Guid refundId, Guid by, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await ReserveAsync(db, refundId, by, cancellationToken) is { } failure)
            {
                return failure;
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        // From here on the money may be on its way: nobody's leaving the page stops it halfway.
        return await SendAsync(refundId, CancellationToken.None);
    }

    /// <summary>What of a payment no refund has taken or holds.</summary>
    internal static async Task<VatSplit> LeftAsync(PortalDb db, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var refunds = await db.Refunds.AsNoTracking().Where(r => r.AttemptId == attempt.Id).ToListAsync(cancellationToken);
        var counting = refunds.Where(r => r.Counts).ToList();
        return new VatSplit(attempt.NetKurus - counting.Sum(r => r.NetKurus), attempt.VatKurus - counting.Sum(r => r.VatKurus));
    }

    /// <summary>How an amount is parted into net and tax. The last refund takes what is left of both, to the kuruş.</summary>
    private static Outcome<VatSplit> SplitOf(PaymentAttempt attempt, VatSplit left, long grossKurus)
    {
        if (grossKurus <= 0 || grossKurus > left.GrossKurus)
        {
            return new Failure(FailureKind.Invalid, "payments.refund_amount", "Between ₺0.01 and {0} can be given back.", left.Gross);
        }

        return grossKurus == left.GrossKurus ? left
            : VatSplit.TryOfGross(grossKurus, attempt.VatPercent, out var split) && split.NetKurus <= left.NetKurus && split.VatKurus <= left.VatKurus ? split
            : new Failure(
                FailureKind.Invalid, "payments.refund_split", "No net amount comes to this with tax. Choose a kuruş more or less, or all that is left: {0}.",
                left.Gross);
    }

    private async Task<Failure?> ReserveAsync(PortalDb db, Guid refundId, Guid by, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CapLock})", cancellationToken);      // approvals count the day one by one
        }

        var (attempt, refund) = await db.LockRefundAsync(refundId, cancellationToken);
        if (refund.State is not RefundState.Asked)
        {
            return Gone;
        }

        if (refund.AskedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "payments.refund_same_person", "Somebody else than who asked for it must approve a refund.");
        }

        var now = clock.GetUtcNow();
        var sent = await RefundHistory.SentSinceAsync(db, IstanbulTime.StartOfDay(now), cancellationToken);
        if (sent + refund.Amount.GrossKurus > options.Value.MostPerDay * 100L)
        {
            return new Failure(
                FailureKind.Conflict, "payments.refund_cap", "That would be more than the {0} that may go back in one day. Approve it tomorrow.",
                options.Value.MostPerDayAmount);
        }

        refund.Send(by, now);
        if (await books.ReserveAsync(db, refund, attempt.TaxPoint, cancellationToken) is { } failure)
        {
            return failure;
        }

        await NoteAsync(db, "payments.refund_approved", refund, by, cancellationToken);
        return null;
    }

    private async Task<Failure?> SendAsync(Guid refundId, CancellationToken cancellationToken)
    {
        string oid;
        Refund sent;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            sent = await db.Refunds.AsNoTracking().SingleAsync(r => r.Id == refundId, cancellationToken);
            oid = await db.PaymentAttempts.Where(a => a.Id == sent.AttemptId).Select(a => a.Oid).SingleAsync(cancellationToken);
        }

        var answer = await paytr.RefundAsync(oid, sent.Amount.GrossKurus, sent.Reference, cancellationToken);
        await using var after = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await after.Database.BeginTransactionAsync(cancellationToken);
        var (attempt, refund) = await after.LockRefundAsync(refundId, cancellationToken);
        if (refund.State is not RefundState.Sending)
        {
            return null;      // the job was faster to find out
        }

        Failure? failure = null;
        if (answer.End is PaytrEnd.Success && answer.Text("merchant_oid") == oid)
        {
            await books.PaidAsync(after, refund, attempt.TaxPoint, cancellationToken);
            refund.End(RefundState.Paid, null, clock.GetUtcNow());
        }
        else if (answer.End is PaytrEnd.Refused && answer.Code is not null)
        {
            await books.ReleaseAsync(after, refund, attempt.TaxPoint, cancellationToken);
            refund.End(RefundState.Refused, answer.Code, clock.GetUtcNow());
            failure = new Failure(FailureKind.Conflict, "payments.refund_refused", "PayTR refused the refund with code {0}.", answer.Code);
        }
        else
        {
            refund.Lose(clock.GetUtcNow());
            failure = new Failure(
                FailureKind.Conflict, "payments.refund_unknown", "Whether PayTR did it is not known. It is looked into, and never sent twice.");
        }

        await after.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return failure;
    }

    private Task NoteAsync(PortalDb db, string action, Refund refund, Guid by, CancellationToken cancellationToken) => audit.WriteAsync(
        db, new AuditNote(action, by) { SubjectId = refund.AccountId, Target = refund.Reference, Reason = refund.Reason }, cancellationToken);
}
