using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>What an event comes to: a document, or a reason to wait, or (neither) nothing to invoice.</summary>
/// <param name="Draft">The document.</param>
/// <param name="WaitsFor">Why there is none yet.</param>
/// <param name="LeftKurus">The advances it is drawn from; null where none are.</param>
internal sealed record Drafted(DocumentDraft? Draft, WaitsFor WaitsFor = WaitsFor.Nothing, long? LeftKurus = null)
{
    public static readonly Drafted Nothing = new(null, WaitsFor.Nothing);

    /// <summary>The correction that staff had made before the money went back.</summary>
    public Correction? Made { get; init; }
}

/// <summary>Drafts the document of an event, in the issuing transaction.</summary>
internal sealed class Drafts(
    BuyerBook buyers, AccountContacts contacts, UsageLines usage, RefundDrafts refunds, IOptions<InvoiceOptions> options)
{
    private static readonly DocumentNote OverTheInternet =
        new("Bu satış internet üzerinden yapılmıştır.", "This sale was made over the internet.");

    private static readonly DocumentNote NotAnInvoice =
        new("Avans makbuzudur, fatura değildir. Tutar kullanıldıkça faturalanır.", "This is the receipt of an advance, not an invoice. What is used of it will be invoiced.");

    public Task<Drafted> OfAsync(PortalDb db, BillableEvent happened, CancellationToken cancellationToken) => happened.Kind switch
    {
        BillableKind.Payment => OfPaymentAsync(happened, cancellationToken),
        BillableKind.Refund => refunds.OfAsync(db, happened, cancellationToken),
        _ => OfConsumptionAsync(db, happened, cancellationToken),
    };

    private async Task<Drafted> OfPaymentAsync(BillableEvent paid, CancellationToken cancellationToken)
    {
        var isAdvance = paid.TaxPoint == TaxPoint.Consumption;
        List<DocumentNote> notes = [isAdvance ? NotAnInvoice : OverTheInternet, .. TestNotes(paid)];
        var line = DocumentDraft.Line(paid.TitleTr, paid.TitleEn, paid.NetKurus, paid.VatPercent);
        return await FinishAsync(
            paid, isAdvance ? DocumentKind.AdvanceReceipt : DocumentKind.Invoice, [line],
            draft => draft with
            {
                Notes = notes,
                Payment = new PaymentNote(
                    paid.Reference ?? "", paid.Method == PaymentMethod.Eft ? PaidBy.Transfer : PaidBy.Card, IstanbulTime.DayOf(paid.PerformedAt)),
            },
            cancellationToken);
    }

    private async Task<Drafted> OfConsumptionAsync(PortalDb db, BillableEvent used, CancellationToken cancellationToken)
    {
        if (used.Kind == BillableKind.Plan && await WasInvoicedWhenPaidAsync(db, used, cancellationToken))
        {
            return Drafted.Nothing;
        }

        // An edition after a void bills what the first one did: the tax has been drawn.
        var left = await AdvanceBook.LeftKurusAsync(db, used.AccountNumber, cancellationToken);
        var net = used.Editions > 0 ? used.BilledNetKurus : Math.Min(used.NetKurus, left);
        if (net == 0)
        {
            return Drafted.Nothing;
        }

        var (lines, priceBook) = used.Kind == BillableKind.Usage
            ? await usage.OfAsync(db, used, net, cancellationToken)
            : ([DocumentDraft.Line(used.TitleTr, used.TitleEn, net, used.VatPercent)], null);
        var drafted = await FinishAsync(
            used, DocumentKind.Invoice, lines,
            draft => draft with
            {
                Period = new ServicePeriod(used.FromOn!.Value, used.UntilOn!.Value),
                Payment = new PaymentNote("", PaidBy.Wallet, used.FromOn.Value),
                PriceBookVersion = priceBook,
                Notes = [OverTheInternet],
            },
            cancellationToken);
        return drafted with { LeftKurus = used.Editions > 0 ? null : left };
    }

    private async Task<Drafted> FinishAsync(
        BillableEvent happened, DocumentKind kind, IReadOnlyList<DocumentLine> lines, Func<DocumentDraft, DocumentDraft> finish,
        CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var mode = happened.IsTest || kind != DocumentKind.Invoice ? FiscalMode.None : settings.FiscalMode;
        var buyer = await buyers.FindAsync(happened.AccountId, cancellationToken);
        if (mode != FiscalMode.None && !BuyerBook.IsComplete(buyer))
        {
            return new Drafted(null, WaitsFor.Buyer);
        }

        var taxed = DocumentDraft.Taxed(lines);
        if (mode != FiscalMode.None && settings.ExemptionReason is null && taxed.All(line => line.VatKurus == 0))
        {
            return new Drafted(null, WaitsFor.Exemption);
        }

        var owners = await contacts.OwnersAsync(happened.AccountId, cancellationToken);
        var language = owners is [{ Culture: "en" }, ..] ? "en" : "tr";
        return new Drafted(finish(new DocumentDraft(kind, mode, settings.Seller.ToSeller(), buyer, language, taxed)));
    }

    // A plan that an order paid for under the other tax point stands on that order's invoice.
    private static Task<bool> WasInvoicedWhenPaidAsync(PortalDb db, BillableEvent plan, CancellationToken cancellationToken) =>
        plan.OrderId is not { } order
            ? Task.FromResult(false)
            : db.BillableEvents.AnyAsync(
                e => e.OrderId == order && e.Kind == BillableKind.Payment && e.TaxPoint == TaxPoint.Payment, cancellationToken);

    private static IEnumerable<DocumentNote> TestNotes(BillableEvent paid) => paid.IsTest
        ? [new DocumentNote("Deneme ödemesidir, para alınmamıştır.", "A test payment: no money was taken.")]
        : [];
}
