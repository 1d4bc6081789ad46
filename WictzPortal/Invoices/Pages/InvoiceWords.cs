using Microsoft.Extensions.Localization;
using WictzPortal.Ui;

namespace WictzPortal.Invoices;

/// <summary>What pages call documents, their states, and reasons to wait.</summary>
internal static class InvoiceWords
{
    public static string KindOf(DocumentKind kind, IStringLocalizer<InvoicesText> T) => kind switch
    {
        DocumentKind.Invoice => T["Invoice"],
        DocumentKind.CreditNote => T["Credit note"],
        DocumentKind.AdvanceReceipt => T["Advance receipt"],
        DocumentKind.AdvanceRepayment => T["Repayment of an advance"],
        _ => T["Expense voucher"],
    };

    public static (string Text, Tone Tone) StateOf(DocumentState state, IStringLocalizer<InvoicesText> T) => state switch
    {
        DocumentState.AtIntegrator => (T["At the integrator"], Tone.Info),
        DocumentState.PartlyCredited => (T["Partly credited"], Tone.Warning),
        DocumentState.Credited => (T["Credited"], Tone.Warning),
        DocumentState.Voided => (T["Void"], Tone.Danger),
        _ => (T["Issued"], Tone.Success),
    };

    public static string EventOf(BillableKind kind, IStringLocalizer<InvoicesText> T) => kind switch
    {
        BillableKind.Payment => T["Payment"],
        BillableKind.Plan => T["Plan purchase"],
        BillableKind.Usage => T["Usage of a month"],
        _ => T["Refund"],
    };

    /// <summary>What staff are told.</summary>
    public static string ReasonOf(WaitsFor reason, IStringLocalizer<InvoicesText> T) => reason switch
    {
        WaitsFor.Buyer => T["The customer's billing identity is missing or incomplete."],
        WaitsFor.Clock => T["The server's clock is behind the last document of the series."],
        WaitsFor.Original => T["The document of the payment has not been issued yet."],
        WaitsFor.Staff => T["Choose how the legal document is corrected."],
        WaitsFor.Amounts => T["More was refunded than the document has left."],
        _ => T["A tax of 0 needs Invoices:ExemptionCode and Invoices:ExemptionReason in the settings."],
    };

    public static string CorrectionOf(CorrectionKind kind, IStringLocalizer<InvoicesText> T) => kind switch
    {
        CorrectionKind.Void => T["Void, issued anew"],
        CorrectionKind.CreditNote => T["Credit note"],
        CorrectionKind.ExpenseVoucher => T["Expense voucher"],
        CorrectionKind.BuyerReturn => T["Return invoice of the buyer"],
        CorrectionKind.PriceDifference => T["Price-difference invoice of the buyer"],
        _ => T["Repayment of an advance"],
    };

    public static string ModeOf(FiscalMode mode, IStringLocalizer<InvoicesText> T) => mode switch
    {
        FiscalMode.None => T["For information only: documents have internal numbers and no fiscal weight."],
        FiscalMode.Export => T["Export: documents have legal numbers and are drafts in UBL-TR until an integrator issues them."],
        _ => T["Integrator: documents have legal numbers and are final once the integrator has accepted them."],
    };
}
