using Microsoft.AspNetCore.Identity;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Lets a person choose a new password by a mailed link, or by naming the old one.</summary>
internal sealed class PasswordReset(UserManager<PortalUser> users, PortalDb db, AccountMail mail, Sessions sessions)
{
    /// <summary>Mails a link if the address has an account; the caller's answer is the same either way.</summary>
    public async Task AskAsync(string email, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(email) is { } user)
        {
            var path = AccountLinks.Reset(user.Id, await users.GeneratePasswordResetTokenAsync(user));
            await mail.QueueAsync(db, user, (letters, culture, name) => letters.Reset(culture, name, path), cancellationToken);
            mail.Nudge();
        }
    }

    /// <summary>Sets the password, ends every session and lifts a pause. The link also proves the address.</summary>
    public async Task<Failure?> ResetAsync(Guid userId, string? token, string password, CancellationToken cancellationToken)
    {
        var gone = new Failure(FailureKind.NotFound, "accounts.reset_link_gone", "This link was used already or has expired. Ask for a new one.");
        if (token is null || await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return gone;
        }

        if (PasswordRules.WeaknessOf(password, await users.GetEmailAsync(user)) is { } weakness)
        {
            return weakness;
        }

        if (!(await users.ResetPasswordAsync(user, token, password)).Succeeded)
        {
            return gone;
        }

        if (!user.EmailConfirmed)
        {
            user.EmailConfirmed = true;
            await users.UpdateAsync(user);
        }

        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        await sessions.EndOthersAsync(user.Id, keep: null, cancellationToken);
        await mail.TellAsync(db, user, SecurityChange.Password, cancellationToken);
        return null;
    }

    /// <summary>Changes the password of a signed-in person and ends all sessions but <paramref name="keep"/>.</summary>
    public async Task<Failure?> ChangeAsync(
        PortalUser user, string current, string password, Guid keep, CancellationToken cancellationToken)
    {
        if (PasswordRules.WeaknessOf(password, await users.GetEmailAsync(user)) is { } weakness)
        {
            return weakness;
        }

        if (!(await users.ChangePasswordAsync(user, current, password)).Succeeded)
        {
            return new Failure(FailureKind.Invalid, "accounts.password_wrong", "This is not your password.");
        }

        await sessions.EndOthersAsync(user.Id, keep, cancellationToken);
        await mail.TellAsync(db, user, SecurityChange.Password, cancellationToken);
        return null;
    }
}
