using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using WictzPortal.Standing;

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

/// <summary>
/// Asks the same every few seconds for pages that stay open: a revoked session ends there too. As Blazor's own
/// RevalidatingServerAuthenticationStateProvider, but by the portal's clock.
/// </summary>
internal sealed partial class CircuitGuard : ServerAuthenticationStateProvider, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));
    private readonly Sessions _sessions;
    private readonly Standings _standings;
    private readonly TimeProvider _clock;
    private readonly ILogger<CircuitGuard> _log;
    private CancellationTokenSource _watch = new();

    public CircuitGuard(Sessions sessions, Standings standings, TimeProvider clock, ILogger<CircuitGuard> log)
    {
        (_sessions, _standings, _clock, _log) = (sessions, standings, clock, log);
        AuthenticationStateChanged += Watch;
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= Watch;
        _watch.Cancel();
        _watch.Dispose();
    }

    private void Watch(Task<AuthenticationState> state)
    {
        _watch.Cancel();
        _watch.Dispose();
        _watch = new CancellationTokenSource();
        _ = WatchAsync(state, _watch.Token);
    }

    private async Task WatchAsync(Task<AuthenticationState> changed, CancellationToken stop)
    {
        try
        {
            var user = (await changed).User;
            var isOpen = ServiceOpen.IsOpenTo(user, _standings);
            while (user.Identity?.IsAuthenticated is true)
            {
                await Task.Delay(Interval, _clock, stop);
                if (await _sessions.CheckAsync(user, isUse: false, stop) != user.MemberRole)
                {
                    break;
                }

                if (ServiceOpen.IsOpenTo(user, _standings) != isOpen)
                {
                    SetAuthenticationState(changed);      // every page on the screen asks again whether it may be seen
                    return;
                }
            }

            if (user.Identity?.IsAuthenticated is true)
            {
                SetAuthenticationState(Task.FromResult(Nobody));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left, or somebody else is signed in.
        }
#pragma warning disable CA1031 // whatever hinders the check, an unchecked session must not go on
        catch (Exception e)
#pragma warning restore CA1031
        {
            Unchecked(e);
            SetAuthenticationState(Task.FromResult(Nobody));
        }
    }

    [LoggerMessage(LogLevel.Error, "The session of an open page could not be checked; it was ended.")]
    private partial void Unchecked(Exception error);
}
