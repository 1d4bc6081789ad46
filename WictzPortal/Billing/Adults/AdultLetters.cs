using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Billing;

/// <summary>What an adult is written for a member under 18, in the language of the page it is asked on.</summary>
internal sealed class AdultLetters(IStringLocalizer<BillingText> T, PortalAddress address)
{
    public const string AskTemplate = "billing.adult_asked";

    public Letter Ask(string firstName, OrderFacts order, string path) => new(
        AskTemplate, T["{0} asks you to confirm a purchase", firstName], T["Hello,"],
        [
            T["{0} is under 18 and wants to buy this on Wictz Portal: {1}, {2} with VAT. Nothing can be paid before an adult agrees.", firstName, order.Title, order.Amount.Gross],
            T["The link works once, within 7 days. Agreeing costs you nothing and makes you no customer; your address is forgotten with your answer."],
        ],
        new(T["See the purchase and answer"], address.Of(path)),
        T["If you do not know who asks, ignore this mail: nothing is bought without an answer."]);
}
