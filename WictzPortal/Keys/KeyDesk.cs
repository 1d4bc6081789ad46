using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Keys;

/// <summary>Changes an account's keys without replacing them: settings, limits, secret. Every call is bounded to the account it names.</summary>
public sealed partial class KeyDesk(KeyChanges changes, KeyIssuer keys, LimitEditor limitEditor, Vault vault, TimeProvider clock, ILogger<KeyDesk> log)
{
    private static readonly Failure NotLive = new(FailureKind.Conflict, "keys.not_live", "This key is revoked or expired. Create a new one.");

    /// <returns>The id; or <c>keys.name_invalid</c>, <c>keys.expiry_invalid</c>, <c>keys.not_live</c>, <c>keys.not_found</c>.</returns>
    public async Task<Outcome<Guid>> SetAsync(Guid accountId, Guid keyId, KeySettings settings, CancellationToken cancellationToken)
    {
        if (KeyIssuer.NameRefusal(settings.Name) is { } refusal)
        {
            return refusal;
        }

        var name = await vault.SealAsync(accountId, settings.Name.Trim(), cancellationToken);
        return Told(await changes.ChangeAsync(accountId, keyId, Set, cancellationToken));

        Failure? Set(ApiKey key)
        {
            var now = clock.GetUtcNow();
            if (!key.IsLiveAt(now))
            {
                return NotLive;
            }

            if (settings.ExpiresAt <= now)
            {
                return KeyIssuer.ExpiryInvalid;
            }

            key.Rename(name, now);
            key.Set(settings.ExpiresAt, settings.OnDisconnect, now);
            return null;
        }
    }

    /// <returns>The limits as stored; or <c>keys.not_found</c>, or what <see cref="LimitEditor"/> refuses.</returns>
    public async Task<Outcome<LimitSet>> LimitAsync(Guid accountId, Guid keyId, LimitSet limits, CancellationToken cancellationToken) =>
        await keys.FindAsync(accountId, keyId, cancellationToken) is null
            ? KeyChanges.NotFound
            : await limitEditor.SaveAsync(accountId, keyId, limits, cancellationToken);

    /// <summary>
    /// Gives the key another secret: the key stays what it is, with its limits and its usage. The old secret goes on until the grace has
    /// passed, to the instant. Refused while an older one still lives, so that a call sent twice cannot take a secret from who uses it.
    /// </summary>
    /// <returns>The new secret, to be shown once; or <c>keys.rotation_running</c>, <c>keys.not_live</c>, <c>keys.not_found</c>.</returns>
    public async Task<Outcome<IssuedKey>> RotateAsync(Guid accountId, Guid keyId, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        var text = KeyText.New();
        var pepper = await KeyRing.PepperAsync(vault, cancellationToken);
        var outcome = await changes.ChangeAsync(accountId, keyId, Rotate, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Failure;
        }

        LogRotated(keyId, outcome.Value.AccountNumber, grace);
        return new IssuedKey(keyId, text.Text);

        Failure? Rotate(ApiKey key)
        {
            var now = clock.GetUtcNow();
            if (!key.IsLiveAt(now))
            {
                return NotLive;
            }

            if (key.PreviousLivesUntil(now) is { } until)
            {
                return new Failure(
                    FailureKind.Conflict, "keys.rotation_running",
                    "The previous secret is valid until {0:yyyy-MM-dd HH:mm} UTC. End it first.", until.UtcDateTime);
            }

            key.Rotate(text, pepper, grace, now);
            return null;
        }
    }

    /// <summary>Ends the secret from before the last rotation. Answers in flight are not cut: revoking does that. Safe to repeat.</summary>
    /// <returns>The id; or <c>keys.not_found</c>.</returns>
    public async Task<Outcome<Guid>> EndPreviousAsync(Guid accountId, Guid keyId, CancellationToken cancellationToken)
    {
        return Told(await changes.ChangeAsync(accountId, keyId, End, cancellationToken));

        Failure? End(ApiKey key)
        {
            key.EndPrevious(clock.GetUtcNow());
            return null;
        }
    }

    private Outcome<Guid> Told(Outcome<ApiKey> outcome)
    {
        if (!outcome.Succeeded)
        {
            return outcome.Failure;
        }

        LogChanged(outcome.Value.PublicId, outcome.Value.AccountNumber);
        return outcome.Value.Id;
    }

    [LoggerMessage(LogLevel.Information, "Changed API key {PublicId} of account {AccountNumber}.")]
    private partial void LogChanged(string publicId, long accountNumber);

    [LoggerMessage(LogLevel.Information, "Gave API key {KeyId} of account {AccountNumber} a new secret; the old one goes on for {Grace}.")]
    private partial void LogRotated(Guid keyId, long accountNumber, TimeSpan grace);
}
