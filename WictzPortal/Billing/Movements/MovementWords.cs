using Microsoft.Extensions.Localization;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>What a movement is called on pages and in exports.</summary>
internal static class MovementWords
{
    /// <summary>The kind, and what its note adds.</summary>
    public static string Of(Movement movement, IStringLocalizer<BillingText> T) =>
        movement.Note is { } note ? $"{Kind(movement, T)}: {note.Text}" : Kind(movement, T);

    public static string Kind(Movement movement, IStringLocalizer<BillingText> T) => movement.Kind switch
    {
        LedgerEntryKind.Usage => T["Usage of the day"],
        LedgerEntryKind.UndeliveredCredit => T["Charges given back"],
        LedgerEntryKind.SignUpCredit => T["Welcome credit"],
        LedgerEntryKind.Payment or LedgerEntryKind.TopUp => T["Payment"],
        LedgerEntryKind.PlanPurchase => T["Plan bought"],
        LedgerEntryKind.AllowanceGrant => T["Plan allowance"],
        LedgerEntryKind.AllowanceExpiry => T["Unused allowance lapsed"],
        LedgerEntryKind.RefundReleased => T["Refund not made: given back"],
        LedgerEntryKind.RefundReserved or LedgerEntryKind.RefundPaid => T["Refund"],
        LedgerEntryKind.Promotion => T["Promotional credit"],
        LedgerEntryKind.PromotionExpiry => T["Promotional credit expired"],
        LedgerEntryKind.WalletAside when movement.Change.Aside.Micros > 0 => T["Set aside: your plan stops at its allowance"],
        LedgerEntryKind.WalletAside => T["Back in the wallet"],
        LedgerEntryKind.Adjustment => T["Adjustment"],
        LedgerEntryKind.CarriedForward => T["Carried forward from earlier years"],
        _ => T["Correction"],
    };
}
