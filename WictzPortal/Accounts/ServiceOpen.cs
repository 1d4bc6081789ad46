using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Accounts;

/// <summary>
/// Asked by every policy but <see cref="Roles.RightsPolicy"/>: who is suspended, or waits for an erasure, still signs in, but only for the
/// rights over the own data.
/// </summary>
internal sealed class ServiceOpen(Standings standings) : AuthorizationHandler<ServiceOpen.Requirement>
{
    /// <summary>The service is open to the person.</summary>
    internal sealed class Requirement : IAuthorizationRequirement;

    public static bool IsOpenTo(ClaimsPrincipal user, Standings standings) => user.Identity?.IsAuthenticated is not true || IsOpen(standings.Of(user.UserId));

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (IsOpenTo(context.User, standings))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private static bool IsOpen(PersonStanding standing) => !standing.IsSuspended && !standing.IsFrozen;
}
