using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Signs people in: every cookie belongs to a session, and no answer tells whether an address has an account.</summary>
internal sealed class PortalSignIn(
    UserManager<PortalUser> users, IHttpContextAccessor contexts, IUserClaimsPrincipalFactory<PortalUser> claims,
    IOptions<IdentityOptions> options, ILogger<SignInManager<PortalUser>> log, IAuthenticationSchemeProvider schemes,
    IUserConfirmation<PortalUser> confirmation, Sessions sessions)
    : SignInManager<PortalUser>(users, contexts, claims, options, log, schemes, confirmation)
{
    // A hash of nothing: checking against it takes as long as against a person's.
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<PortalUser>().HashPassword(null!, Guid.NewGuid().ToString()));

    private CancellationToken Aborted => Context.RequestAborted;

    /// <summary>
    /// As Identity's, except that an unknown address, a wrong password and a paused account take as long and answer alike, and that
    /// only the right password learns that the address is not confirmed yet.
    /// </summary>
    public async Task<SignInResult> PasswordByEmailAsync(PortalUser? user, string password, bool isPersistent)
    {
        if (user is null || await UserManager.IsLockedOutAsync(user))
        {
            UserManager.PasswordHasher.VerifyHashedPassword(user!, NobodysHash.Value, password);
            return SignInResult.Failed;
        }

        var result = await CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            return result;
        }

        return user.EmailConfirmed ? await SignInOrTwoFactorAsync(user, isPersistent) : SignInResult.NotAllowed;
    }

    /// <summary>Signs in by passkey. The browser has verified the person, so it counts as two factors.</summary>
    public async Task<bool> PasskeyAsync(string credential)
    {
        if (await AssertedAsync(credential) is not { Succeeded: true } assertion || !assertion.User.EmailConfirmed || await UserManager.IsLockedOutAsync(assertion.User)
            || !(await UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey)).Succeeded)
        {
            return false;
        }

        Claim[] methods = [new(CurrentUser.AuthenticationMethodClaim, "hwk"), new(CurrentUser.AuthenticationMethodClaim, CurrentUser.MultiFactor)];
        await SignInWithClaimsAsync(assertion.User, isPersistent: false, methods);
        return true;
    }

    /// <returns>Null for a credential that proves nobody. Identity throws where no challenge was asked for before.</returns>
    private async Task<PasskeyAssertionResult<PortalUser>?> AssertedAsync(string credential)
    {
        try
        {
            return await PerformPasskeyAssertionAsync(credential) is { Succeeded: true } assertion ? assertion : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <returns>The new passkey; null for a credential that does not fit the challenge, or without one.</returns>
    public async Task<UserPasskeyInfo?> NewPasskeyAsync(string credential)
    {
        try
        {
            return (await PerformPasskeyAttestationAsync(credential)) is { Succeeded: true } attested ? attested.Passkey : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The second step by a recovery code, its dash left out. Identity does not count wrong ones; here they pause the account like wrong passwords.</summary>
    public async Task<SignInResult> ByRecoveryCodeAsync(string code)
    {
        if (await GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInResult.Failed;
        }

        if (await UserManager.IsLockedOutAsync(user))
        {
            return SignInResult.LockedOut;
        }

        var asIdentityWritesThem = code.Length == 10 ? $"{code[..5]}-{code[5..]}".ToUpperInvariant() : code;
        var result = await TwoFactorRecoveryCodeSignInAsync(asIdentityWritesThem);
        if (!result.Succeeded)
        {
            await UserManager.AccessFailedAsync(user);
        }

        return result;
    }

    /// <summary>Signs the same session in anew after the person has proven a second factor in it.</summary>
    public async Task AddSecondFactorAsync(PortalUser user)
    {
        var before = await Context.AuthenticateAsync(AuthenticationScheme);
        var methods = before.Principal!.FindAll(CurrentUser.AuthenticationMethodClaim).Where(c => c.Value != CurrentUser.MultiFactor)
            .Append(new Claim(CurrentUser.AuthenticationMethodClaim, CurrentUser.MultiFactor));
        await SignInWithClaimsAsync(user, before.Properties, methods);
    }

    /// <summary>Asks a signed-in person for the password again, before a protection is taken away. Wrong ones pause the account as at sign-in.</summary>
    public async Task<Failure?> AskAgainAsync(PortalUser user, string? password)
    {
        var result = await CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => null,
            { IsLockedOut: true } => new Failure(
                FailureKind.TooMany, "accounts.password_paused", "Too many wrong passwords: your account pauses for 15 minutes."),
            _ => new Failure(FailureKind.Invalid, "accounts.password_wrong", "This is not your password."),
        };
    }

    /// <summary>The same with a code of the authenticator app.</summary>
    public async Task<Failure?> AskAgainForCodeAsync(PortalUser user, string code)
    {
        if (await UserManager.IsLockedOutAsync(user))
        {
            return new Failure(FailureKind.TooMany, "accounts.code_paused", "Too many wrong codes: sign-in pauses for 15 minutes.");
        }

        if (user.TwoFactorEnabled && await UserManager.VerifyTwoFactorTokenAsync(user, TotpCodes.Provider, code))
        {
            return null;
        }

        await UserManager.AccessFailedAsync(user);
        return new Failure(FailureKind.Invalid, "accounts.code_wrong", "This code is not right, or was used already. Wait for the next one.");
    }

    /// <summary>Whether the passkey is this person's; somebody else's proves nothing here.</summary>
    public async Task<bool> IsPasskeyOfAsync(PortalUser user, string credential) =>
        await AssertedAsync(credential) is { Succeeded: true } assertion && assertion.User.Id == user.Id
        && (await UserManager.AddOrUpdatePasskeyAsync(user, assertion.Passkey)).Succeeded;

    /// <summary>
    /// After a factor was taken away: all other sessions end, and this one goes on. If no factor is left, it no longer counts as signed
    /// in with one, so that staff pages close to it.
    /// </summary>
    public async Task GoOnWithoutFactorAsync(PortalUser user)
    {
        await UserManager.UpdateSecurityStampAsync(user);
        var isProtected = user.TwoFactorEnabled || (await UserManager.GetPasskeysAsync(user)).Count > 0;
        var before = await Context.AuthenticateAsync(AuthenticationScheme);
        var methods = before.Principal!.FindAll(CurrentUser.AuthenticationMethodClaim).Where(c => isProtected || c.Value != CurrentUser.MultiFactor);
        await SignInWithClaimsAsync(user, before.Properties, methods);
    }

    /// <summary>The same session acts for another of the person's accounts from now on.</summary>
    public async Task SwitchAccountAsync(PortalUser user, Guid accountId)
    {
        var before = await Context.AuthenticateAsync(AuthenticationScheme);
        var usedSecondFactor = Context.User.UsedSecondFactor;
        await sessions.ContinueAsync(Context.User, usedSecondFactor, accountId, Aborted);
        await SignInWithClaimsAsync(user, before.Properties, before.Principal!.FindAll(CurrentUser.AuthenticationMethodClaim));
    }

    public override async Task SignInWithClaimsAsync(
        PortalUser user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var principal = await CreateUserPrincipalAsync(user);
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.AddClaims(additionalClaims);

        var goesOn = Context.User.HasClaim(c => c.Type == CurrentUser.SessionClaim) && Context.User.UserId == user.Id;
        identity.AddClaims(goesOn
            ? await sessions.ContinueAsync(Context.User, principal.UsedSecondFactor, null, Aborted)
            : await sessions.BeginAsync(user.Id, Context.Request, principal.UsedSecondFactor, Aborted));

        await Context.SignInAsync(AuthenticationScheme, principal, authenticationProperties ?? new AuthenticationProperties());
        Context.User = principal;
    }

    public override async Task SignOutAsync()
    {
        if (Context.User.HasClaim(c => c.Type == CurrentUser.SessionClaim))
        {
            await sessions.EndAsync(Context.User.UserId, Context.User.SessionId, Aborted);
        }

        await Context.SignOutAsync(AuthenticationScheme);
        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
    }
}
