using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Asks PayTR what became of an attempt, and takes its word where it agrees with ours.</summary>
internal sealed partial class Inquiries(
    IDbContextFactory<PortalDb> databases, PaytrClient paytr, AttemptPayment payment, CaseBook cases, TimeProvider clock, ILogger<Inquiries> log)
{
    private const string NoPayment = "004";
    private static readonly TimeSpan CallbackTime = TimeSpan.FromHours(1);

    /// <summary>Asks about one attempt, and credits it if PayTR has its money.</summary>
    /// <returns>Null when it is paid now; else why not.</returns>
    public async Task<Failure?> AskAsync(string oid, CancellationToken cancellationToken)
    {
        var answer = await paytr.InquireAsync(oid, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockAttemptAsync(oid, cancellationToken) is not { } attempt)
        {
            return new Failure(FailureKind.NotFound, "payments.unknown", "There is no payment of this number here.");
        }

        var failure = attempt.State is AttemptState.Paid ? null : await JudgeAsync(db, attempt, answer, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogAsked(oid, failure?.Code ?? "paid");
        return failure;
    }

    /// <summary>The attempts that a look is due for.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PaymentAttempts.Where(a => a.NextInquiryAt <= now).OrderBy(a => a.NextInquiryAt).Select(a => a.Oid).Take(most)
            .ToListAsync(cancellationToken);
    }

    private async Task<Failure?> JudgeAsync(PortalDb db, PaymentAttempt attempt, PaytrAnswer answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (answer.End is not PaytrEnd.Success || PaidAtPaytr.Of(answer) is not { } paid)
        {
            attempt.Asked(answer.Code == NoPayment, now);
            return answer.Code == NoPayment
                ? new Failure(FailureKind.Conflict, "payments.not_paid", "PayTR knows of no payment of this number.")
                : new Failure(FailureKind.Conflict, "payments.no_answer", "PayTR gave no answer that can be used. Try again later.");
        }

        if (paid.Amount != attempt.Amount.GrossKurus || paid.Total < paid.Amount || paid.IsTest != attempt.IsTest || paid.Currency is not ("" or "TL" or "TRY"))
        {
            attempt.Asked(true, now);
            await cases.OpenAsync(db, CaseKind.AmountDiffers, attempt.Oid, attempt.Amount.GrossKurus, paid.Total, cancellationToken);
            return new Failure(FailureKind.Conflict, "payments.differs", "PayTR has a payment of this number, but not of this amount and kind.");
        }

        if (now > attempt.CreatedAt + CallbackTime && !await db.PaymentCallbacks.AnyAsync(
            c => c.AttemptId == attempt.Id && c.Status == PaytrCallback.Success, cancellationToken))
        {
            await cases.OpenAsync(db, CaseKind.CallbackMissed, attempt.Oid, attempt.Amount.GrossKurus, paid.Total, cancellationToken);
        }

        await payment.PayAsync(db, attempt, paid.Total, cancellationToken);
        foreach (var odd in await db.Quarantine.AsTracking().Where(q => q.Oid == attempt.Oid && q.State == QuarantineState.Open).ToListAsync(cancellationToken))
        {
            odd.Close(QuarantineState.Confirmed, attempt.Id, null, null, now);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "Asked PayTR about payment {Oid}: {Result}.")]
    private partial void LogAsked(string oid, string result);
}
