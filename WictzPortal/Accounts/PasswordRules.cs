using Microsoft.AspNetCore.Identity;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>
/// What a password must be: long enough, and not among the first that anybody would try. No rule about kinds of characters:
/// they make passwords worse (NIST SP 800-63B §3.1.1.2).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int LeastLength = 10;
    public const int MostLength = 200;

    // The commonest of ten characters and more in published leaks; shorter ones are refused by length.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "1234567890", "0123456789", "12345678910", "123456789a", "1234567891", "0987654321", "1q2w3e4r5t", "1qaz2wsx3edc", "q1w2e3r4t5",
        "qwertyuiop", "qwerty12345", "qwerty123456", "qwertyuiop123", "asdfghjkl1", "asdfghjkl123", "zxcvbnm123", "password12",
        "password123", "password1234", "passw0rd123", "p@ssw0rd123", "p@ssword123", "mypassword", "newpassword", "iloveyou123", "iloveyou12",
        "sunshine123", "princess123", "football123", "baseball123", "superman123", "welcome123", "welcome1234", "letmein123", "letmein1234",
        "admin12345", "administrator", "administrator1", "changeme123", "trustno1234", "dragon12345", "monkey12345", "abc1234567",
        "abcdefghij", "abcd123456", "abcdef123456", "aa12345678", "a123456789", "galatasaray", "galatasaray1905", "fenerbahce", "fenerbahce1907",
        "besiktas1903", "trabzonspor", "trabzonspor61", "istanbul34", "turkiye123", "sifre12345", "parola1234", "seniseviyorum", "askim12345",
        "wictzportal", "wictzportal1", "correcthorsebatterystaple",
    };

    public static Failure? WeaknessOf(string password, string? email)
    {
        if (password.Length < LeastLength)
        {
            return new Failure(FailureKind.Invalid, "accounts.password_short", "Use at least {0} characters.", LeastLength);
        }

        if (password.Length > MostLength)
        {
            return new Failure(FailureKind.Invalid, "accounts.password_long", "Use at most {0} characters.", MostLength);
        }

        var isCommon = Common.Contains(password) || password.Distinct().Take(3).Count() < 3;
        if (isCommon)
        {
            return new Failure(FailureKind.Invalid, "accounts.password_common", "This password is among the first that anybody would try. Choose another.");
        }

        var name = email?.Split('@')[0];
        var isEmail = email is not null && (password.Equals(email, StringComparison.OrdinalIgnoreCase)
            || (name!.Length >= 4 && password.StartsWith(name, StringComparison.OrdinalIgnoreCase) && password.Length - name.Length < 4));
        return isEmail
            ? new Failure(FailureKind.Invalid, "accounts.password_email", "Do not use your e-mail address as your password.")
            : null;
    }

    public async Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password) =>
        WeaknessOf(password ?? "", await manager.GetEmailAsync(user)) is { } weakness
            ? IdentityResult.Failed(new IdentityError { Code = weakness.Code, Description = weakness.ToString() })
            : IdentityResult.Success;
}
