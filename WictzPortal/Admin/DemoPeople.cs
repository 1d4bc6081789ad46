using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using WictzPortal.Accounts;
using WictzPortal.Data;

namespace WictzPortal.Admin;

/// <summary>Signs the people of the demonstration up, the way people do.</summary>
internal sealed class DemoPeople(SignUp signUp, StaffRoles staff, IServiceScopeFactory scopes)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public async Task<(DemoUser User, SignedUp Ids)> SignUpAsync(
        string role, string lastName, CancellationToken cancellationToken, AgeBand age = AgeBand.Adult)
    {
        var email = $"{lastName.ToLowerInvariant()}@demo.example";
        var password = RandomNumberGenerator.GetString(Letters, 20);
        var outcome = await signUp.RegisterAsync(
            new NewUser("Demo", lastName, email, password, age) { EmailConfirmed = true }, cancellationToken);
        var ids = outcome.Value ?? throw new InvalidOperationException($"{email} could not be signed up: {outcome.Failure}");
        return (new DemoUser(role, email, password, null), ids);
    }

    /// <summary>A user with a staff role and the second factor that admin pages ask for.</summary>
    public async Task<DemoUser> SignUpStaffAsync(string role, CancellationToken cancellationToken)
    {
        var (user, ids) = await SignUpAsync(role, role, cancellationToken);
        await staff.AssignAsync(ids.UserId, role, cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var person = await users.FindByIdAsync(ids.UserId.ToString()) ?? throw new InvalidOperationException("The user just made is gone.");
        await users.ResetAuthenticatorKeyAsync(person);
        await users.SetTwoFactorEnabledAsync(person, true);
        return user with { TotpSecret = await users.GetAuthenticatorKeyAsync(person) };
    }
}
