using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Identity's store, with the vault between it and the database: e-mail, TOTP secret, recovery codes and passkey names.</summary>
internal sealed class PortalUserStore(PortalDb db, Vault vault, IdentityErrorDescriber describer)
    : UserStore<
        PortalUser, IdentityRole<Guid>, PortalDb, Guid, IdentityUserClaim<Guid>, IdentityUserRole<Guid>, IdentityUserLogin<Guid>,
        IdentityUserToken<Guid>, IdentityRoleClaim<Guid>, IdentityUserPasskey<Guid>>(db, describer)
{
    public override async Task SetEmailAsync(PortalUser user, string? email, CancellationToken cancellationToken = default) =>
        user.SealedEmail = await vault.SealAsync(user.Id, email?.Trim() ?? "", cancellationToken);

    public override async Task<string?> GetEmailAsync(PortalUser user, CancellationToken cancellationToken = default) =>
        user.SealedEmail.Bytes is null ? null : await vault.OpenAsync(user.Id, user.SealedEmail, Purpose.AccountManagement, cancellationToken);

    public override async Task SetTokenAsync(
        PortalUser user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        await base.SetTokenAsync(user, loginProvider, name, await SealAsync(user, value, cancellationToken), cancellationToken);

    public override async Task<string?> GetTokenAsync(
        PortalUser user, string loginProvider, string name, CancellationToken cancellationToken) =>
        await OpenAsync(user, await base.GetTokenAsync(user, loginProvider, name, cancellationToken), cancellationToken);

    public override async Task AddOrUpdatePasskeyAsync(PortalUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var name = passkey.Name;
        passkey.Name = await SealAsync(user, name, cancellationToken);
        await base.AddOrUpdatePasskeyAsync(user, passkey, cancellationToken);
        passkey.Name = name;
    }

    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PortalUser user, CancellationToken cancellationToken)
    {
        var passkeys = await base.GetPasskeysAsync(user, cancellationToken);
        foreach (var passkey in passkeys)
        {
            passkey.Name = await OpenAsync(user, passkey.Name, cancellationToken);
        }

        return passkeys;
    }

    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(
        PortalUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var passkey = await base.FindPasskeyAsync(user, credentialId, cancellationToken);
        passkey?.Name = await OpenAsync(user, passkey.Name, cancellationToken);
        return passkey;
    }

    private async Task<string?> SealAsync(PortalUser user, string? plain, CancellationToken cancellationToken) =>
        plain is null ? null : Convert.ToBase64String((await vault.SealAsync(user.Id, plain, cancellationToken)).Bytes);

    private async Task<string?> OpenAsync(PortalUser user, string? stored, CancellationToken cancellationToken) =>
        stored is null ? null : await vault.OpenAsync(user.Id, new Sealed(Convert.FromBase64String(stored)), Purpose.AccountManagement, cancellationToken);
}

/// <summary>Makes the normalised e-mail the vault's keyed hash, so that equality is all it is good for.</summary>
internal sealed class HashedEmails(Vault vault) : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name?.ToUpperInvariant();

    public string? NormalizeEmail(string? email) =>
        string.IsNullOrWhiteSpace(email) ? null : vault.LookupHash(email.Trim().ToUpperInvariant());
}
