using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using WictzPortal.Data;

namespace WictzPortal.Accounts;

/// <summary>
/// The tokens in mailed links: bound to person, purpose, security stamp and an end. Whatever they permit changes the stamp, so
/// each works once. Identity's own provider knows one lifetime only, and no clock but the machine's.
/// </summary>
internal sealed class LinkTokens(IDataProtectionProvider protection, TimeProvider clock) : IUserTwoFactorTokenProvider<PortalUser>
{
    private static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("WictzPortal.Accounts.LinkTokens");

    public async Task<string> GenerateAsync(string purpose, UserManager<PortalUser> manager, PortalUser user)
    {
        var end = clock.GetUtcNow() + (purpose == UserManager<PortalUser>.ResetPasswordTokenPurpose ? ResetLifetime : Lifetime);
        var stamp = await manager.GetSecurityStampAsync(user);
        return _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{end.ToUnixTimeSeconds()}\n{user.Id:N}\n{stamp}\n{purpose}"));
    }

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<PortalUser> manager, PortalUser user)
    {
        try
        {
            var stamp = await manager.GetSecurityStampAsync(user);
            return _protector.Unprotect(token).Split('\n', 2) is [var end, var rest]
                && rest == $"{user.Id:N}\n{stamp}\n{purpose}"
                && clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(end, CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<PortalUser> manager, PortalUser user) => Task.FromResult(false);
}
