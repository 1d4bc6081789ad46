using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>What staff read about odd callbacks and cases.</summary>
internal static class StaffWords
{
    public static string Of(Oddity oddity, IStringLocalizer<PaymentsText> T) => oddity switch
    {
        Oddity.UnknownAttempt => T["No payment of ours has this number"],
        Oddity.TooLittle => T["Less than was asked for"],
        Oddity.UnreadableAmount => T["The amount cannot be read"],
        Oddity.UnknownStatus => T["Neither success nor failure"],
        Oddity.SuccessAfterFailure => T["Success after a failure"],
        Oddity.TestMismatch => T["Test and live do not agree"],
        _ => T["Not in Turkish lira"],
    };

    public static string Of(CaseKind kind, IStringLocalizer<PaymentsText> T) => kind switch
    {
        CaseKind.TakenTooMuch => T["PayTR took more than was asked for"],
        CaseKind.FailureAfterPayment => T["A payment was reported as failed after it was made"],
        CaseKind.CallbackMissed => T["The callback did not come; the inquiry found the payment"],
        CaseKind.UnknownSale => T["PayTR reports a sale that is not ours"],
        CaseKind.SaleNotPaidHere => T["PayTR reports a sale that is not paid here"],
        CaseKind.AmountDiffers => T["The amounts differ"],
        CaseKind.PaymentNotReported => T["PayTR does not report a payment of ours"],
        CaseKind.UnknownRefund => T["PayTR reports more refunds than we sent"],
        CaseKind.RefundNotReported => T["PayTR does not report a refund of ours"],
        CaseKind.LedgerDiffers => T["The ledger says something else"],
        CaseKind.UnreadableRow => T["A row of the report cannot be read"],
        CaseKind.RefundUnknown => T["What became of a refund is not known after a day"],
        _ => T["A pay-out is not the sum of its payments"],
    };

    public static string Of(CallbackEffect effect, IStringLocalizer<PaymentsText> T) => effect switch
    {
        CallbackEffect.Paid => T["credited"],
        CallbackEffect.Failed => T["marked as failed"],
        CallbackEffect.Quarantined => T["put into quarantine"],
        _ => T["changed nothing"],
    };

    public static string Kurus(long? kurus) => kurus is { } known ? Money.FromKurus(known).Format() : "—";
}
