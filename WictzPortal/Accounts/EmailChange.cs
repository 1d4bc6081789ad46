using Microsoft.AspNetCore.Identity;
using WictzPortal.Data;

namespace WictzPortal.Accounts;

/// <summary>Changes a person's e-mail address: asked for while signed in, valid once confirmed from the new address.</summary>
internal sealed class EmailChange(UserManager<PortalUser> users, PortalDb db, AccountMail mail)
{
    /// <summary>Mails a link to the new address. An address that has an account gets none, and the answer is the same.</summary>
    public async Task AskAsync(PortalUser user, string newEmail, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(newEmail) is null)
        {
            var path = AccountLinks.ChangeEmail(user.Id, await users.GenerateChangeEmailTokenAsync(user, newEmail), newEmail);
            await mail.QueueAsync(db, user, (letters, culture, name) => letters.ChangeEmail(culture, name, path), cancellationToken, to: newEmail);
            mail.Nudge();
        }
    }

    /// <summary>Takes the new address, and tells the old one.</summary>
    public async Task<bool> ConfirmAsync(PortalUser user, string newEmail, string token, CancellationToken cancellationToken)
    {
        var oldEmail = await users.GetEmailAsync(user);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await users.ChangeEmailAsync(user, newEmail, token)).Succeeded)
        {
            return false;
        }

        await mail.QueueAsync(db, user, (letters, culture, name) => letters.EmailChanged(culture, name), cancellationToken, to: oldEmail);
        await transaction.CommitAsync(cancellationToken);
        mail.Nudge();
        return true;
    }
}
