using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>Takes PayTR's callbacks: the signature first, then one transaction in which a callback counts once, whenever and however often it comes.</summary>
internal sealed partial class Callbacks(
    IDbContextFactory<PortalDb> databases, AttemptPayment payment, CaseBook cases, PaytrShop shop, TimeProvider clock, ILogger<Callbacks> log) : IDisposable
{
    // Whoever waits for an attempt's lock holds a connection: many that come at once leave the others to the rest of the portal.
    private readonly SemaphoreSlim _turns = new(4);

    /// <summary>Whether PayTR, or whoever has its secrets, signed this.</summary>
    public bool IsAuthentic(PaytrCallback callback)
    {
        var isAuthentic = shop.AcceptedAt(clock.GetUtcNow()).Any(callback.IsSignedBy);
        if (!isAuthentic)
        {
            LogForged();
        }

        return isAuthentic;
    }

    /// <summary>When this returns, what the callback tells is stored. It fails where the database does.</summary>
    public async Task TakeAsync(PaytrCallback callback, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await OnceAsync(callback, cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Of two that came at once about an unknown attempt, the other was faster. It is there now, or the second try fails as well.
            await OnceAsync(callback, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task OnceAsync(PaytrCallback callback, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockAttemptAsync(callback.Oid, cancellationToken) is not { } attempt)
        {
            await QuarantineAsync(db, callback, Oddity.UnknownAttempt, null, cancellationToken);
        }
        else if (!await db.PaymentCallbacks.AnyAsync(
            c => c.Oid == callback.Oid && c.Status == callback.Status && c.TotalAmount == callback.TotalAmount, cancellationToken))
        {
            var row = new PaymentCallback(callback, attempt.Id, clock.GetUtcNow());
            row.Effect = await DecideAsync(db, attempt, callback, cancellationToken);
            db.PaymentCallbacks.Add(row);
            LogTaken(callback.Oid, callback.Status == PaytrCallback.Success, row.Effect);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<CallbackEffect> DecideAsync(
        PortalDb db, PaymentAttempt attempt, PaytrCallback callback, CancellationToken cancellationToken)
    {
        if (OddityOf(attempt, callback, out var taken) is { } oddity)
        {
            await QuarantineAsync(db, callback, oddity, attempt, cancellationToken);
            return CallbackEffect.Quarantined;
        }

        if (callback.Status == PaytrCallback.Success)
        {
            var isNews = attempt.State is not AttemptState.Paid;
            await payment.PayAsync(db, attempt, taken, cancellationToken);
            return isNews ? CallbackEffect.Paid : CallbackEffect.None;
        }

        if (attempt.State is AttemptState.Paid)
        {
            // Nothing is ever taken back because of a callback.
            await cases.OpenAsync(db, CaseKind.FailureAfterPayment, attempt.Oid, attempt.TakenKurus, null, cancellationToken);
            return CallbackEffect.None;
        }

        attempt.Fail(callback.FailureCode, clock.GetUtcNow());
        return CallbackEffect.Failed;
    }

    /// <summary>What keeps an authentic callback from being acted on.</summary>
    private static Oddity? OddityOf(PaymentAttempt attempt, PaytrCallback callback, out long taken)
    {
        taken = 0;
        return callback.Status switch
        {
            PaytrCallback.Failed => null,
            not PaytrCallback.Success => Oddity.UnknownStatus,
            _ when !PaytrAmounts.TryReadKurus(callback.TotalAmount, out taken) => Oddity.UnreadableAmount,
            _ when attempt.State is AttemptState.Paid && taken >= attempt.Amount.GrossKurus => null,      // again: no reason to look closer
            _ when taken < attempt.Amount.GrossKurus => Oddity.TooLittle,
            _ when callback.SaysTest != attempt.IsTest => Oddity.TestMismatch,
            _ when callback.Currency is not (null or "TL" or "TRY") => Oddity.ForeignCurrency,
            _ when attempt.State is AttemptState.Failed => Oddity.SuccessAfterFailure,
            _ => null,
        };
    }

    private async Task QuarantineAsync(
        PortalDb db, PaytrCallback callback, Oddity oddity, PaymentAttempt? attempt, CancellationToken cancellationToken)
    {
        if (await db.Quarantine.AnyAsync(
            q => q.Oid == callback.Oid && q.Status == callback.Status && q.TotalAmount == callback.TotalAmount, cancellationToken))
        {
            return;
        }

        db.Quarantine.Add(new QuarantinedCallback(callback, oddity, attempt?.Id, clock.GetUtcNow()));
        if (callback.Status == PaytrCallback.Success && attempt?.State is not AttemptState.Paid)
        {
            attempt?.AskNow(clock.GetUtcNow());      // PayTR's own word decides, where it can
        }

        LogOdd(oddity);
    }

    [LoggerMessage(LogLevel.Warning, "A callback with a wrong hash was refused.")]
    private partial void LogForged();

    [LoggerMessage(LogLevel.Information, "Callback of payment {Oid}, success {IsSuccess}: {Effect}.")]
    private partial void LogTaken(string oid, bool isSuccess, CallbackEffect effect);

    [LoggerMessage(LogLevel.Error, "A callback was put into quarantine: {Oddity}.")]
    private partial void LogOdd(Oddity oddity);
}
