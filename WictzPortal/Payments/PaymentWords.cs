using Microsoft.Extensions.Localization;
using WictzPortal.Billing;
using WictzPortal.Ui;

namespace WictzPortal.Payments;

/// <summary>What the states of payments and refunds are called on pages, and in which colour.</summary>
internal static class PaymentWords
{
    public static (string Text, Tone Tone) Of(AttemptState state, IStringLocalizer<PaymentsText> T) => state switch
    {
        AttemptState.Paid => (T["Paid"], Tone.Success),
        AttemptState.Failed => (T["Failed"], Tone.Danger),
        AttemptState.Expired => (T["Expired"], Tone.Neutral),
        _ => (T["In progress"], Tone.Info),
    };

    public static (string Text, Tone Tone) Of(RefundState state, IStringLocalizer<PaymentsText> T) => state switch
    {
        RefundState.Paid => (T["Refunded"], Tone.Success),
        RefundState.Asked => (T["Waits for approval"], Tone.Warning),
        RefundState.Rejected => (T["Rejected"], Tone.Neutral),
        RefundState.Refused => (T["Refused by PayTR"], Tone.Danger),
        RefundState.Unknown => (T["Being looked into"], Tone.Warning),
        _ => (T["In progress"], Tone.Info),
    };

    public static string Of(PaymentMethod method, IStringLocalizer<PaymentsText> T) =>
        method is PaymentMethod.Eft ? T["Bank transfer"] : T["Card"];

    /// <summary>Why it failed, in our words: PayTR's own are not signed, and are not repeated.</summary>
    public static string Failure(int? code, IStringLocalizer<PaymentsText> T) => code switch
    {
        0 => T["The bank declined the payment, for instance because of the card's limit."],
        1 or 6 => T["The payment page was left before the payment was made, or its time ran out."],
        2 => T["The bank's code was not right."],
        3 => T["The bank's security check did not succeed."],
        4 or 5 => T["The transfer was not found, or its amount was too low."],
        7 => T["An earlier report of a transfer is still being checked."],
        9 => T["This card cannot be used here."],
        10 => T["The bank asks for 3-D Secure with this card."],
        11 => T["The payment was stopped by a security check. Contact us if it was you."],
        _ => T["The payment did not go through."],
    };
}
