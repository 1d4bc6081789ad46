using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Invoices;

/// <summary>Mails a printed document: to the billing identity's address, else to the account's owners.</summary>
internal sealed class InvoiceMail(
    BillingIdentities identities, AccountContacts contacts, Outbox outbox, PortalAddress address, IStringLocalizer<InvoicesText> T)
{
    public const string Template = "invoices.issued";

    /// <summary>Queues in the caller's transaction; the caller nudges after its commit.</summary>
    public async Task QueueAsync(PortalDb db, IssuedDocument row, InvoiceDocument document, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(row.AccountId, cancellationToken) is { Email.Length: > 0 } identity)
        {
            await outbox.QueueAsync(db, row.AccountId, identity.Email, row.Language, LetterOf(row, document, row.Language, ""), cancellationToken);
            return;
        }

        foreach (var owner in await contacts.OwnersAsync(row.AccountId, cancellationToken))
        {
            await outbox.QueueAsync(
                db, owner.UserId, owner.Email, owner.Culture, LetterOf(row, document, owner.Culture, owner.FirstName), cancellationToken);
        }
    }

    public void Nudge() => outbox.Nudge();

    private Letter LetterOf(IssuedDocument row, InvoiceDocument document, string culture, string firstName)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            var title = PaperWords.Of(culture).TitleOf(row.Kind, row.Mode);
            return new Letter(
                Template, $"{title} {row.Number}", firstName.Length > 0 ? T["Hello {0},", firstName] : T["Hello,"],
                [T["Your document {0} over {1} is attached as a PDF.", row.Number, PaperFormat.Of(culture).Money(document.Totals.PayableKurus)]],
                new LetterButton(T["Open in the portal"], address.Of($"/billing/invoices/{row.Id}")),
                T["You get this mail because something was bought, used or refunded for your account."],
                DocumentFiles.ReferenceOf(row.Id));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
