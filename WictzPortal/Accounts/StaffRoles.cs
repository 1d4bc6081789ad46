using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Seeds the staff roles at start and gives them to people.</summary>
public sealed class StaffRoles(IServiceScopeFactory scopes, IDbContextFactory<PortalDb> databases) : IHostedService
{
    /// <summary>Gives the person a role of <see cref="Roles.Staff"/>. Running sessions end, so that none keeps the old rights.</summary>
    public async Task AssignAsync(Guid userId, string role, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = await users.FindByIdAsync(userId.ToString()) ?? throw new InvalidOperationException("No such user.");
        cancellationToken.ThrowIfCancellationRequested();
        if (!await users.IsInRoleAsync(user, role))
        {
            Expect(await users.AddToRoleAsync(user, role));
            Expect(await users.UpdateSecurityStampAsync(user));
        }
    }

    /// <summary>Whether anybody holds the role.</summary>
    public async Task<bool> IsHeldAsync(string role, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (roles, normalized) = (db.Roles, role.ToUpperInvariant());
        return await db.UserRoles.AnyAsync(held => roles.Any(r => r.Id == held.RoleId && r.NormalizedName == normalized), cancellationToken);
    }

    /// <summary>Adds the roles that are missing. Safe to repeat.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var name in Roles.Staff)
        {
            if (!await roles.RoleExistsAsync(name))
            {
                Expect(await roles.CreateAsync(new IdentityRole<Guid>(name) { Id = Guid.CreateVersion7() }));
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static void Expect(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join("; ", result.Errors.Select(e => e.Code)));
        }
    }
}
