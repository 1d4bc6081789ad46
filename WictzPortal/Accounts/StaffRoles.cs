using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>One person of the staff.</summary>
/// <param name="HasSecondFactor">Without one, staff pages stay closed to the person .</param>
public sealed record StaffRow(Guid UserId, string Name, string Email, IReadOnlyList<string> Roles, bool HasSecondFactor);

/// <summary>Seeds the staff roles at start, gives them to people and takes them away.</summary>
public sealed class StaffRoles(IServiceScopeFactory scopes, IDbContextFactory<PortalDb> databases, Vault vault, AuditTrail trail) : IHostedService
{
    private const long Lock = 0x526F_6C65_7300_0000;

    /// <summary>Everybody who holds a staff role, by name.</summary>
    public async Task<IReadOnlyList<StaffRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (users, roles) = (db.Users, db.Roles);
        var held = await db.UserRoles.Join(roles, h => h.RoleId, r => r.Id, (h, role) => new { h.UserId, role.Name })
            .Join(users, h => h.UserId, u => u.Id, (h, user) => new { User = user, h.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var passkeys = (await db.UserPasskeys.Select(p => p.UserId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        var rows = new List<StaffRow>();
        foreach (var person in held.GroupBy(h => h.User.Id))
        {
            var user = person.First().User;
            var first = await vault.OpenAsync(user.Id, user.FirstName, Purpose.AccountManagement, cancellationToken);
            var last = await vault.OpenAsync(user.Id, user.LastName, Purpose.AccountManagement, cancellationToken);
            var email = await vault.OpenAsync(user.Id, user.SealedEmail, Purpose.AccountManagement, cancellationToken);
            rows.Add(new StaffRow(
                user.Id, $"{first} {last}".Trim(), email ?? "", [.. person.Select(h => h.Name!).Order(StringComparer.Ordinal)],
                user.TwoFactorEnabled || passkeys.Contains(user.Id)));
        }

        return [.. rows.OrderBy(r => r.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>Gives a role to the person with this address, who has signed up and confirmed it.</summary>
    /// <returns>The person; or <c>staff.unknown_address</c>, <c>staff.has_role</c>.</returns>
    public async Task<Outcome<Guid>> GiveAsync(string email, string role, Guid byId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (await users.FindByEmailAsync(email.Trim()) is not { EmailConfirmed: true } user)
        {
            return new Failure(
                FailureKind.NotFound, "staff.unknown_address", "Nobody with this address has signed up and confirmed it. Ask the person to sign up first.");
        }

        if (await users.IsInRoleAsync(user, role))
        {
            return new Failure(FailureKind.Conflict, "staff.has_role", "This person holds the role already.");
        }

        await trail.WriteAsync(new AuditNote("staff.role_given", byId) { SubjectId = user.Id, Target = role }, cancellationToken);
        await AssignAsync(user.Id, role, cancellationToken);
        return user.Id;
    }

    /// <summary>Takes a role away. Running sessions end. The last administrator keeps that role.</summary>
    /// <returns>The person; or <c>staff.last_administrator</c>, <c>staff.unknown</c>.</returns>
    public async Task<Outcome<Guid>> TakeAsync(Guid userId, string role, Guid byId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (await users.FindByIdAsync(userId.ToString()) is not { } user || !await users.IsInRoleAsync(user, role))
        {
            return new Failure(FailureKind.NotFound, "staff.unknown", "This person does not hold the role any more.");
        }

        if (role == Roles.Administrator && (await users.GetUsersInRoleAsync(role)).Count == 1)
        {
            return new Failure(FailureKind.Conflict, "staff.last_administrator", "The last administrator cannot be taken away. Give the role to somebody else first.");
        }

        await trail.WriteAsync(new AuditNote("staff.role_taken", byId) { SubjectId = user.Id, Target = role }, cancellationToken);
        Expect(await users.RemoveFromRoleAsync(user, role));
        Expect(await users.UpdateSecurityStampAsync(user));
        return userId;
    }

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
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);      // nodes that start at once add them once
        }

        var known = await db.Roles.Select(r => r.Name).ToListAsync(cancellationToken);
        db.Roles.AddRange(Roles.Staff.Except(known).Select(name => new IdentityRole<Guid>(name!)
        {
            Id = Guid.CreateVersion7(),
            NormalizedName = name!.ToUpperInvariant(),
            ConcurrencyStamp = $"{Guid.NewGuid()}",
        }));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
