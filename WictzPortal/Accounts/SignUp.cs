using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>
/// Makes a user with a personal account: the only way a person comes into being, for the sign-up page, the administrator's set-up
/// and example data alike.
/// </summary>
public sealed class SignUp
{
    private readonly IServiceScopeFactory _scopes;
    private readonly AccountMail _mail;
    private readonly Vault _vault;
    private readonly TimeProvider _clock;

    internal SignUp(IServiceScopeFactory scopes, AccountMail mail, Vault vault, TimeProvider clock) =>
        (_scopes, _mail, _vault, _clock) = (scopes, mail, vault, clock);

    /// <summary>
    /// One transaction: the user, the account, its owner, what <see cref="IListen{T}"/> of <see cref="AccountOpened"/> add, and the
    /// mail with the confirmation link.
    /// </summary>
    /// <returns><c>accounts.email_known</c> (the owner is told by mail, the stranger must not be), or why the password is refused.</returns>
    public Task<Outcome<SignedUp>> RegisterAsync(NewUser person, CancellationToken cancellationToken) =>
        RegisterAsync(person, null, cancellationToken);

    /// <param name="person">Who signs up.</param>
    /// <param name="complete">More for the same transaction, on the scope's services; what it refuses is not written at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Outcome<SignedUp>> RegisterAsync(
        NewUser person, Func<IServiceProvider, PortalUser, Task<Failure?>>? complete, CancellationToken cancellationToken)
    {
        if (PasswordRules.WeaknessOf(person.Password, person.Email) is { } weakness)
        {
            return weakness;
        }

        await using var scope = _scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();

        // Hashed also for a known address: both answers take as long, and the write transaction stays short.
        var user = await NewUserAsync(person, cancellationToken);
        user.PasswordHash = users.PasswordHasher.HashPassword(user, person.Password);
        if (await users.FindByEmailAsync(person.Email) is { } owner)
        {
            return await KnownAsync(db, owner, cancellationToken);
        }

        foreach (var bar in scope.ServiceProvider.GetServices<ISignUpBar>())
        {
            if (await bar.RefusesAsync(person.Email, cancellationToken))
            {
                return EmailKnown;      // the same answer as for a known address
            }
        }

        try
        {
            return await SaveAsync(scope.ServiceProvider, user, person, complete, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Two sign-ups with one address at the same instant: the unique index let one pass.
            db.ChangeTracker.Clear();
            if (await users.FindByEmailAsync(person.Email) is { } first)
            {
                return await KnownAsync(db, first, cancellationToken);
            }

            throw;
        }
    }

    private async Task<PortalUser> NewUserAsync(NewUser person, CancellationToken cancellationToken)
    {
        var user = new PortalUser
        {
            AgeBand = person.AgeBand, AgeCheckedAt = _clock.GetUtcNow(), CreatedAt = _clock.GetUtcNow(),
            Culture = person.Culture, TimeZone = person.TimeZone, EmailConfirmed = person.EmailConfirmed,
        };
        user.SealedEmail = await _vault.SealAsync(user.Id, person.Email.Trim(), cancellationToken);
        user.FirstName = await _vault.SealAsync(user.Id, person.FirstName.Trim(), cancellationToken);
        user.LastName = await _vault.SealAsync(user.Id, person.LastName.Trim(), cancellationToken);
        user.Phone = await _vault.SealOptionalAsync(user.Id, person.Phone, cancellationToken);
        user.Company = await _vault.SealOptionalAsync(user.Id, person.Company, cancellationToken);
        return user;
    }

    private async Task<Outcome<SignedUp>> SaveAsync(
        IServiceProvider services, PortalUser user, NewUser person,
        Func<IServiceProvider, PortalUser, Task<Failure?>>? complete, CancellationToken cancellationToken)
    {
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        var db = services.GetRequiredService<PortalDb>();
        var now = _clock.GetUtcNow();
        var account = await Account.OpenPersonalAsync(
            $"{person.FirstName.Trim()} {person.LastName.Trim()}", person.TimeZone, _vault, now, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await users.CreateAsync(user) is { Succeeded: false } refused)
        {
            return refused.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.DuplicateEmail))
                ? EmailKnown
                : new Failure(FailureKind.Invalid, "accounts.email_invalid", "This is not an e-mail address.");
        }

        db.Accounts.Add(account);
        db.AccountMembers.Add(new AccountMember(account.Id, user.Id, MemberRole.Owner, now));
        await db.SaveChangesAsync(cancellationToken);
        if (complete is not null && await complete(services, user) is { } failure)
        {
            return failure;
        }

        foreach (var listener in services.GetServices<IListen<AccountOpened>>())
        {
            await listener.HearAsync(new AccountOpened(account.Id, account.Number, now), db, cancellationToken);
        }

        if (!person.EmailConfirmed)
        {
            var path = AccountLinks.Confirm(user.Id, await users.GenerateEmailConfirmationTokenAsync(user), person.ReturnUrl);
            await _mail.QueueAsync(db, user, (letters, culture, name) => letters.Confirm(culture, name, path), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _mail.Nudge();
        return new SignedUp(user.Id, account.Id, account.Number);
    }

    private async Task<Outcome<SignedUp>> KnownAsync(PortalDb db, PortalUser owner, CancellationToken cancellationToken)
    {
        await _mail.QueueOncePerHourAsync(
            db, owner, AccountLetters.KnownAddressTemplate, (letters, culture, name) => letters.KnownAddress(culture, name), cancellationToken);
        return EmailKnown;
    }

    private static Failure EmailKnown => new(FailureKind.Conflict, "accounts.email_known", "This e-mail address has an account.");
}

/// <summary>A person who signs up.</summary>
/// <param name="AgeBand">What the age gate found.</param>
public sealed record NewUser(string FirstName, string LastName, string Email, string Password, AgeBand AgeBand)
{
    public string? Phone { get; init; }

    public string? Company { get; init; }

    /// <summary><c>tr</c> or <c>en</c>.</summary>
    public string Culture { get; init; } = "en";

    /// <summary>IANA name.</summary>
    public string TimeZone { get; init; } = "Europe/Istanbul";

    /// <summary>True where the address is known to be the person's, so that no confirmation is mailed: set-up and example data.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>Where to go after confirmation, such as an invitation.</summary>
    public string? ReturnUrl { get; init; }
}

/// <summary>What a sign-up made.</summary>
public sealed record SignedUp(Guid UserId, Guid AccountId, long AccountNumber);
