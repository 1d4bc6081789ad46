using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Accounts;

/// <summary>What this folder writes to people, in their language.</summary>
internal sealed class AccountLetters(IStringLocalizer<AccountsText> T, PortalAddress address)
{
    public const string KnownAddressTemplate = "accounts.known_address";
    public const string ConfirmTemplate = "accounts.confirm";
    public const string LockedTemplate = "accounts.locked";

    public Letter Confirm(string culture, string firstName, string path) => In(culture, () => new Letter(
        ConfirmTemplate, T["Confirm your e-mail address"], Hello(firstName),
        [T["Please confirm that this is your address. The link works for 24 hours."]],
        new(T["Confirm my address"], address.Of(path)),
        T["If you did not sign up for Wictz Portal, ignore this mail: without confirmation nobody can use the account."]));

    public Letter KnownAddress(string culture, string firstName) => In(culture, () => new Letter(
        KnownAddressTemplate, T["You already have an account"], Hello(firstName),
        [T["Somebody, probably you, tried to sign up with this address. You have an account already: sign in, or choose a new password if you forgot yours."]],
        new(T["Sign in"], address.Of("/sign-in")),
        T["If it was not you, there is nothing to do. Nobody was told that this address has an account."]));

    public Letter Reset(string culture, string firstName, string path) => In(culture, () => new Letter(
        "accounts.reset", T["Choose a new password"], Hello(firstName),
        [T["You asked to choose a new password. The link works once, within one hour."]],
        new(T["Choose a new password"], address.Of(path)),
        T["If you did not ask for it, ignore this mail: your password stays as it is."]));

    public Letter ChangeEmail(string culture, string firstName, string path) => In(culture, () => new Letter(
        "accounts.change_email", T["Confirm your new e-mail address"], Hello(firstName),
        [T["You asked to sign in with this address from now on. The link works for 24 hours."]],
        new(T["Use this address"], address.Of(path)),
        T["If you did not ask for it, ignore this mail: nothing changes."]));

    public Letter EmailChanged(string culture, string firstName) => In(culture, () => new Letter(
        "accounts.email_changed", T["Your e-mail address was changed"], Hello(firstName),
        [T["Your account now uses another address, and mails no longer come here. If this was not you, contact support at once."]]));

    public Letter SecurityChanged(string culture, string firstName, SecurityChange change) => In(culture, () => new Letter(
        "accounts.security_changed", T["Your sign-in was changed"], Hello(firstName),
        [change switch
        {
            SecurityChange.Password => T["The password of your account was changed, and all other sessions were ended."],
            SecurityChange.TwoFactorOn => T["Two-step sign-in is on. From now on signing in takes a code from your authenticator app."],
            SecurityChange.TwoFactorOff => T["Two-step sign-in was turned off."],
            SecurityChange.PasskeyAdded => T["A passkey was added to your account."],
            _ => T["A passkey was removed from your account."],
        }],
        new(T["Look at my sign-in settings"], address.Of("/security")),
        T["If this was not you, choose a new password at once and end all sessions."]));

    public Letter Locked(string culture, string firstName) => In(culture, () => new Letter(
        LockedTemplate, T["Sign-in is paused for 15 minutes"], Hello(firstName),
        [T["There were five wrong passwords or codes in a row, so nobody can sign in to your account for 15 minutes. If it was not you, your password still protects it; a passkey or two-step sign-in makes it safer."]],
        new(T["Choose a new password"], address.Of("/forgot-password"))));

    public Letter Invitation(string culture, string inviter, string account, string role, string path) => In(culture, () => new Letter(
        "accounts.invitation", T["{0} invites you to {1}", inviter, account], T["Hello,"],
        [T["{0} invites you to join the account {1} on Wictz Portal as {2}. The link works for 7 days.", inviter, account, T[role]]],
        new(T["See the invitation"], address.Of(path)),
        T["If you do not know the sender, ignore this mail: nothing happens without you."]));

    private string Hello(string firstName) => T["Hello {0},", firstName];

    private static Letter In(string culture, Func<Letter> write)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return write();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}

/// <summary>A change of how a person signs in, which is told by mail.</summary>
internal enum SecurityChange
{
    Password,
    TwoFactorOn,
    TwoFactorOff,
    PasskeyAdded,
    PasskeyRemoved,
}
