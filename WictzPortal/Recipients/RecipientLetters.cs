using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Recipients;

/// <summary>What staff are written about the register, in the language that is current.</summary>
internal sealed class RecipientLetters(IStringLocalizer<RecipientsText> T, PortalAddress address)
{
    public const string DueTemplate = "recipients.due";

    public Letter Due(string firstName, IReadOnlyList<Deadline> deadlines) => new(
        DueTemplate, T["Recipients of data: {0} deadlines", deadlines.Count], T["Hello {0},", firstName],
        [
            .. deadlines.Select(deadline => $"{deadline.Recipient.Name}: {RecipientWords.Of(deadline.Kind, T)} ({RecipientWords.Day(deadline.DueOn)})"),
            T["Where an agreement has ended, nothing goes to the recipient until two people have entered a new one."],
        ],
        new(T["Open the register"], address.Of("/admin/recipients")),
        T["Privacy officers and administrators are sent this mail."]);
}
