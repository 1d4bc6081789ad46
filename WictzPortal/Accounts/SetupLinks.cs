using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Makes and uses the one-time links by which administrators come into being. There is no default password anywhere.</summary>
internal sealed class SetupLinks(IDbContextFactory<PortalDb> databases, SignUp signUp, Vault vault, TimeProvider clock)
{
    /// <summary>Makes a link; older ones for anybody end. Returns its path, which exists nowhere else.</summary>
    /// <param name="email">The only address it serves; null for the first comer's.</param>
    public async Task<string> MakeAsync(string? email, CancellationToken cancellationToken)
    {
        var (secret, hash) = LinkSecret.Make();
        var id = Guid.CreateVersion7();
        var address = await vault.SealOptionalAsync(id, email, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, links) = (clock.GetUtcNow(), db.SetupLinks);
        await links.Where(l => l.ExpiresAt <= now || (email == null && l.Email == null)).ExecuteDeleteAsync(cancellationToken);
        links.Add(new SetupLink(id, hash, address, now));
        await db.SaveChangesAsync(cancellationToken);
        return AccountLinks.Setup(secret);
    }

    /// <returns>Whether the link works, and the address it is bound to if there is one.</returns>
    public async Task<(bool Works, string? Email)> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (hash, now) = (LinkSecret.HashOf(secret), clock.GetUtcNow());
        var link = await db.SetupLinks.AsNoTracking().SingleOrDefaultAsync(l => l.SecretHash == hash && l.ExpiresAt > now, cancellationToken);
        return link is null ? (false, null) : (true, await vault.OpenAsync(link.Id, link.Email, Purpose.AccountManagement, cancellationToken));
    }

    /// <summary>Makes the administrator and uses the link up, in one transaction. Of two requests at the same instant, one finds it gone.</summary>
    public async Task<Outcome<SignedUp>> UseAsync(string secret, NewUser person, CancellationToken cancellationToken)
    {
        var gone = new Failure(FailureKind.NotFound, "accounts.setup_link_gone", "This link was used already or has expired.");
        if (!(await FindAsync(secret, cancellationToken)).Works)
        {
            return gone;
        }

        return await signUp.RegisterAsync(person, UseUpAsync, cancellationToken);

        async Task<Failure?> UseUpAsync(IServiceProvider services, PortalUser user)
        {
            var (hash, now, links) = (LinkSecret.HashOf(secret), clock.GetUtcNow(), services.GetRequiredService<PortalDb>().SetupLinks);
            if (await links.Where(l => l.SecretHash == hash && l.ExpiresAt > now).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return gone;
            }

            StaffRoles.Expect(await services.GetRequiredService<UserManager<PortalUser>>().AddToRoleAsync(user, Roles.Administrator));
            return null;
        }
    }
}

/// <summary>While there is no administrator: prints a one-time link to the console at every start. Not to the log, which is kept.</summary>
internal sealed class FirstAdministrator(
    SetupLinks links, StaffRoles staff, PortalAddress address, IOptions<PortalOptions> options, IHostApplicationLifetime lifetime)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Demo && !await staff.IsHeldAsync(Roles.Administrator, cancellationToken))
        {
            var path = await links.MakeAsync(null, cancellationToken);
            lifetime.ApplicationStarted.Register(() => Console.WriteLine(
                $"\nThere is no administrator yet. Create one here, once, within 24 hours:\n\n  {address.Of(path)}\n"));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary><c>admin create EMAIL</c>: makes a user an administrator, or prints a one-time link for somebody who is none yet.</summary>
internal sealed class CreateAdministrator(
    IServiceScopeFactory scopes, SetupLinks links, StaffRoles staff, Vault vault, PortalAddress address) : IVerb
{
    public string Name => "admin create";

    public string Help => "EMAIL: makes that person an administrator, or prints a one-time link to become one";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments is not [var email] || !System.Net.Mail.MailAddress.TryCreate(email, out _))
        {
            await output.WriteLineAsync("Usage: admin create EMAIL");
            return 1;
        }

        await vault.LoadAsync(cancellationToken);
        await staff.StartAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email) is { } user)
        {
            await staff.AssignAsync(user.Id, Roles.Administrator, cancellationToken);
            await output.WriteLineAsync("That user is an administrator from the next sign-in on.");
            return 0;
        }

        var path = await links.MakeAsync(email, cancellationToken);
        await output.WriteLineAsync($"Open this link once, within 24 hours:\n\n  {address.Of(path)}\n");
        return 0;
    }
}
