using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>What a signed-in principal says about the person. Account and session are added by <see cref="PortalSignIn"/>.</summary>
internal sealed class PortalClaims(
    UserManager<PortalUser> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options, Vault vault)
    : UserClaimsPrincipalFactory<PortalUser, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.GivenName, await OpenAsync(user, user.FirstName)));
        identity.AddClaim(new Claim(ClaimTypes.Surname, await OpenAsync(user, user.LastName)));
        identity.AddClaim(new Claim(CurrentUser.CultureClaim, user.Culture));
        identity.AddClaim(new Claim(CurrentUser.TimeZoneClaim, user.TimeZone));
        if (user.AgeBand == AgeBand.From13To15)
        {
            identity.AddClaim(new Claim(CurrentUser.ChildClaim, "1"));
        }

        return identity;
    }

    private async Task<string> OpenAsync(PortalUser user, Sealed value) =>
        await vault.OpenAsync(user.Id, value, Purpose.AccountManagement, CancellationToken.None) ?? "";
}

/// <summary>What the principal says about the person's place in the account.</summary>
public static class MemberClaims
{
    internal const string RoleClaim = "wictz:account-role";

    extension(ClaimsPrincipal user)
    {
        /// <summary>The role in the account acted for. Kept fresh at every request and, in open circuits, every few seconds.</summary>
        public MemberRole MemberRole => Enum.TryParse<MemberRole>(user.FindFirstValue(RoleClaim), out var role) ? role : MemberRole.Viewer;
    }
}
