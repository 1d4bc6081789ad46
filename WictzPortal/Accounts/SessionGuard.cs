using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;

namespace WictzPortal.Accounts;

/// <summary>Asks at every request whether the cookie's session still lives, and brings the role in the account up to date.</summary>
internal static class SessionGuard
{
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        var role = await sessions.CheckAsync(context.Principal!, isUse: true, context.HttpContext.RequestAborted);
        if (role is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
        else if (context.Principal is { } principal && principal.MemberRole != role && principal.Identity is ClaimsIdentity identity)
        {
            identity.TryRemoveClaim(identity.FindFirst(MemberClaims.RoleClaim));
            identity.AddClaim(new Claim(MemberClaims.RoleClaim, role.Value.ToString()));
            context.ShouldRenew = true;
        }
    }
}

/// <summary>Asks the same every few seconds for pages that stay open: a revoked session ends there too.</summary>
internal sealed class CircuitGuard(ILoggerFactory loggers, Sessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.CheckAsync(authenticationState.User, isUse: false, cancellationToken) == authenticationState.User.MemberRole;
}
