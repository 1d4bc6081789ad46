using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Invoices;

/// <summary>
/// Money that was paid as an advance and has not been invoiced. A wallet may also hold money that was invoiced when it was paid; the two
/// cannot be told apart once they are in it. Whatever is used is taken to be advance first, so that tax falls due early rather than late,
/// and all invoices together are exactly the advances: no lira is invoiced twice, and none is forgotten.
/// </summary>
internal sealed class AdvanceBook(GeneralLedger ledger)
{
    /// <summary>What of an account's advances has not been invoiced; the account's balances stay locked until the caller's transaction ends.</summary>
    public static async Task<long> LeftKurusAsync(PortalDb db, long accountNumber, CancellationToken cancellationToken)
    {
        await GeneralLedger.LockBalanceAsync(db, accountNumber, cancellationToken);
        var mine = db.BillableEvents.Where(e => e.AccountNumber == accountNumber && e.TaxPoint == TaxPoint.Consumption);
        var paid = await mine.Where(e => e.Kind == BillableKind.Payment || e.Kind == BillableKind.CarriedForward).SumAsync(e => e.NetKurus, cancellationToken);
        var repaid = await mine.Where(e => e.Kind == BillableKind.Refund).SumAsync(e => e.NetKurus, cancellationToken);
        var billed = await mine.SumAsync(e => e.BilledNetKurus, cancellationToken);
        return Math.Max(0, paid - repaid - billed);
    }

    /// <summary>
    /// The tax of what was used falls due. It is drawn from what the customer paid for it; the last invoice draws all that is left, and
    /// a kuruş of rounding, or a rate that has changed since the payment, is ours.
    /// </summary>
    public async Task DrawTaxAsync(
        PortalDb db, BillableEvent happened, VatSplit invoiced, long leftKurus, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var balance = await GeneralLedger.LockBalanceAsync(db, happened.AccountNumber, cancellationToken);
        var due = invoiced.Vat.Micros;
        var drawn = invoiced.NetKurus == leftKurus ? balance.VatAdvance.Micros : Math.Min(due, balance.VatAdvance.Micros);
        PostingDraft[] all =
        [
            new(LedgerAccount.VatAdvance, happened.AccountNumber, new Money(-drawn)),
            new(LedgerAccount.VatPayable, null, new Money(due)),
            new(LedgerAccount.Rounding, null, new Money(drawn - due)),
        ];
        PostingDraft[] postings = [.. all.Where(posting => posting.Amount.Micros != 0)];
        if (postings.Length > 0)
        {
            await ledger.PostAsync(db, new LedgerDraft(LedgerEntryKind.UsageInvoice, KeyOf(happened.Id), at, postings), cancellationToken);
        }
    }

    /// <summary>What one event adds to the advances that are to be invoiced.</summary>
    public static long LeftBy(BillableEvent happened) => happened.Kind switch
    {
        BillableKind.Payment or BillableKind.CarriedForward => happened.NetKurus,
        BillableKind.Refund => -happened.NetKurus,
        _ => 0,
    } - happened.BilledNetKurus;

    public static string KeyOf(Guid eventId) => $"invoice/{eventId:N}";
}
