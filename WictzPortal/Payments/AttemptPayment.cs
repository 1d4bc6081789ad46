using WictzPortal.Billing;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>
/// Marks an attempt as paid and books it: the one way by which a payment becomes a customer's money, whether a callback, an inquiry or
/// staff led to it.
/// </summary>
internal sealed partial class AttemptPayment(Orders orders, CaseBook cases, PaytrShop shop, TimeProvider clock, ILogger<AttemptPayment> log)
{
    /// <summary>In the caller's transaction, which has locked the attempt. A second time changes nothing.</summary>
    /// <param name="takenKurus">What PayTR took. The customer is credited with what the attempt asks for, no more.</param>
    public async Task PayAsync(PortalDb db, PaymentAttempt attempt, long takenKurus, CancellationToken cancellationToken)
    {
        if (attempt.State is AttemptState.Paid)
        {
            return;
        }

        var now = clock.GetUtcNow();
        attempt.Pay(takenKurus, now);
        if (!attempt.IsTest || shop.CreditsTests)
        {
            await orders.PaidAsync(
                db, attempt.OrderId, new PaymentFacts(attempt.Id, attempt.Oid, attempt.Method, now, attempt.IsTest), cancellationToken);
        }

        // Instalments are off, so nobody should have charged interest.
        if (takenKurus > attempt.Amount.GrossKurus)
        {
            await cases.OpenAsync(db, CaseKind.TakenTooMuch, attempt.Oid, attempt.Amount.GrossKurus, takenKurus, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        LogPaid(attempt.Oid, attempt.Amount.GrossKurus, takenKurus);
    }

    [LoggerMessage(LogLevel.Information, "Payment {Oid} is paid: {Kurus} kuruş asked for, {TakenKurus} taken.")]
    private partial void LogPaid(string oid, long kurus, long takenKurus);
}
