using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Billing;

/// <summary>What an account's owners and admins are written about its balance, in the language that is current.</summary>
internal sealed class WarningLetters(IStringLocalizer<BillingText> T, PortalAddress address)
{
    public const string LowTemplate = "billing.balance_low";

    public Letter BalanceLow(string firstName, Money threshold, Money balance) => new(
        LowTemplate, T["The balance is below {0}", threshold], T["Hello {0},", firstName],
        [
            T["Your account has {0} left for calls. You asked to hear of it below {1}.", balance, threshold],
            T["When nothing is left, calls are refused with status 402 until there is more. You are written again only after the balance has been above."],
        ],
        new(T["Top up"], address.Of("/billing/top-up")),
        T["Owners and admins choose on the Wallet page when this mail is sent."]);
}
