using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Payments;

/// <summary>
/// Books refunds, each step once, in the caller's transaction: what goes back is taken from the wallet before PayTR is called, and leaves
/// the books, or returns to the wallet, when it is known what PayTR did.
/// </summary>
internal sealed class RefundBooks(Wallet wallet, GeneralLedger ledger, IEnumerable<IListen<PaymentRefunded>> listeners, TimeProvider clock)
{
    /// <returns>Null; or why the customer has no such money to give back.</returns>
    public async Task<Failure?> ReserveAsync(PortalDb db, Refund refund, TaxPoint taxPoint, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var move = new WalletMove(
            refund.AccountNumber, refund.Amount.Net, LedgerAccount.RefundsPending, LedgerEntryKind.RefundReserved, KeyOf(refund, "reserve"), now);
        if (await wallet.TakeAsync(db, move, cancellationToken) is not null)
        {
            return new Failure(
                FailureKind.Conflict, "payments.refund_spent", "The customer's wallet no longer holds this amount. Only what is unspent can be given back.");
        }

        if (!HoldsTax(refund, taxPoint))
        {
            return null;
        }

        // The tax of an advance falls due as it is used. Held now, it cannot fall due while PayTR is asked.
        var balance = await GeneralLedger.LockBalanceAsync(db, refund.AccountNumber, cancellationToken);
        if (balance.VatAdvance.Micros < refund.Amount.Vat.Micros)
        {
            return new Failure(
                FailureKind.Conflict, "payments.refund_tax_due", "The tax of this amount has fallen due already, so it cannot be given back here.");
        }

        await PostAsync(db, refund, LedgerEntryKind.RefundReserved, "reserve-tax", TaxMove(refund, -1), cancellationToken);
        return null;
    }

    /// <summary>PayTR has given it back.</summary>
    public async Task PaidAsync(PortalDb db, Refund refund, TaxPoint taxPoint, CancellationToken cancellationToken)
    {
        var held = HoldsTax(refund, taxPoint) ? refund.Amount.Gross : refund.Amount.Net;
        PostingDraft[] tax = held == refund.Amount.Gross ? [] : [new(LedgerAccount.VatPayable, null, Minus(refund.Amount.Vat))];
        await PostAsync(
            db, refund, LedgerEntryKind.RefundPaid, "paid",
            [new(LedgerAccount.RefundsPending, null, Minus(held)), .. tax, new(LedgerAccount.PaytrClearing, null, refund.Amount.Gross)], cancellationToken);
        var happened = new PaymentRefunded(
            refund.Id, refund.AttemptId, refund.OrderId, refund.AccountId, refund.AccountNumber, refund.Amount, clock.GetUtcNow());
        foreach (var listener in listeners)
        {
            await listener.HearAsync(happened, db, cancellationToken);
        }
    }

    /// <summary>PayTR has not: the customer has it again.</summary>
    public async Task ReleaseAsync(PortalDb db, Refund refund, TaxPoint taxPoint, CancellationToken cancellationToken)
    {
        await wallet.GiveAsync(
            db,
            new WalletMove(
                refund.AccountNumber, refund.Amount.Net, LedgerAccount.RefundsPending, LedgerEntryKind.RefundReleased, KeyOf(refund, "release"), clock.GetUtcNow()),
            cancellationToken);
        if (HoldsTax(refund, taxPoint))
        {
            await PostAsync(db, refund, LedgerEntryKind.RefundReleased, "release-tax", TaxMove(refund, 1), cancellationToken);
        }
    }

    public static string KeyOf(Refund refund, string step) => $"refund/{refund.Id:N}/{step}";

    private static bool HoldsTax(Refund refund, TaxPoint taxPoint) => taxPoint is TaxPoint.Consumption && refund.VatKurus > 0;

    private static PostingDraft[] TaxMove(Refund refund, int sign) =>
    [
        new(LedgerAccount.VatAdvance, refund.AccountNumber, new Money(sign * refund.Amount.Vat.Micros)),
        new(LedgerAccount.RefundsPending, null, new Money(-sign * refund.Amount.Vat.Micros)),
    ];

    private static Money Minus(Money amount) => new(-amount.Micros);

    private Task<bool> PostAsync(
        PortalDb db, Refund refund, LedgerEntryKind kind, string step, IReadOnlyList<PostingDraft> postings, CancellationToken cancellationToken) =>
        ledger.PostAsync(
            db, new LedgerDraft(kind, KeyOf(refund, step), clock.GetUtcNow(), [.. postings.Where(p => p.Amount.Micros != 0)]), cancellationToken);
}
