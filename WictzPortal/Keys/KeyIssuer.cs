using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Keys;

/// <summary>Settings under <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>Live keys one account may hold. Default 20.</summary>
    [Range(1, 1000)]
    public int LimitPerAccount { get; init; } = 20;
}

/// <summary>A key just made, or one with a new secret.</summary>
/// <param name="Secret">The whole key. It exists nowhere else: show it once.</param>
public sealed record IssuedKey(Guid Id, string Secret);

/// <summary>Issues, lists and revokes an account's API keys. Every call is bounded to the account it names.</summary>
public sealed partial class KeyIssuer(
    IDbContextFactory<PortalDb> databases, KeyChanges changes, Vault vault, IOptions<KeyOptions> options, TimeProvider clock,
    IStringLocalizer<KeysText> T, ILogger<KeyIssuer> log)
{
    internal static readonly Failure ExpiryInvalid = new(FailureKind.Invalid, "keys.expiry_invalid", "The expiry must lie in the future.");

    /// <summary>Live keys one account may hold.</summary>
    public int Limit => options.Value.LimitPerAccount;

    /// <returns>
    /// The secret, to be shown once; or <c>keys.name_invalid</c>, <c>keys.expiry_invalid</c>, <c>keys.limit_reached</c>, or what
    /// <see cref="LimitEditor"/> says of the limits.
    /// </returns>
    public async Task<Outcome<IssuedKey>> IssueAsync(
        Guid accountId, long accountNumber, string name, CancellationToken cancellationToken,
        DateTimeOffset? expiresAt = null, LimitSet? limits = null)
    {
        var now = clock.GetUtcNow();
        if (NameRefusal(name) is { } refusal)
        {
            return refusal;
        }

        if (expiresAt <= now)
        {
            return ExpiryInvalid;
        }

        if (await CountAsync(accountId, now, cancellationToken) >= Limit)
        {
            return new Failure(FailureKind.Conflict, "keys.limit_reached", "An account may hold {0} live keys. Revoke one first.", Limit);
        }

        var text = KeyText.New();
        var sealedName = await vault.SealAsync(accountId, name.Trim(), cancellationToken);
        var pepper = await KeyRing.PepperAsync(vault, cancellationToken);
        var key = ApiKey.Issue(accountId, accountNumber, sealedName, text, pepper, now, expiresAt);
        if (await changes.AddAsync(key, limits ?? LimitSet.None, cancellationToken) is { } refused)
        {
            return refused;
        }

        LogIssued(key.PublicId, accountNumber);
        return new IssuedKey(key.Id, text.Text);
    }

    /// <summary>The account's keys, the newest first; revoked ones stay listed until they are purged.</summary>
    public async Task<IReadOnlyList<KeyRow>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.AccountId == accountId).OrderByDescending(k => k.IssuedAt).ToListAsync(cancellationToken);
        var rows = new List<KeyRow>(keys.Count);
        foreach (var key in keys)
        {
            rows.Add(await RowAsync(key, cancellationToken));
        }

        return rows;
    }

    /// <summary>One key of the account; null where it has none of that id.</summary>
    public async Task<KeyRow?> FindAsync(Guid accountId, Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == keyId && k.AccountId == accountId, cancellationToken);
        return key is null ? null : await RowAsync(key, cancellationToken);
    }

    /// <summary>The names of the account's keys by id, for lists that show more than keys; the keys lent to the playground have one together.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Guid accountId, CancellationToken cancellationToken) =>
        (await ListAsync(accountId, cancellationToken)).Select(row => KeyValuePair.Create(row.Id, row.Name))
            .Append(KeyValuePair.Create(LentKey.Id, T["Playground"].Value)).ToDictionary();

    /// <summary>The readable part of a key, which names it without being secret. Null where the account has no such key any more.</summary>
    public async Task<string?> PublicIdAsync(long accountNumber, Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.Where(k => k.Id == keyId && k.AccountNumber == accountNumber).Select(k => k.PublicId).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Stops the key, answers in flight included. Safe to repeat.</summary>
    /// <returns>The id; or <c>keys.not_found</c>.</returns>
    public async Task<Outcome<Guid>> RevokeAsync(Guid accountId, Guid keyId, CancellationToken cancellationToken)
    {
        var outcome = await changes.ChangeAsync(accountId, keyId, Revoke, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Failure;
        }

        LogRevoked(outcome.Value.PublicId, outcome.Value.AccountNumber);
        return keyId;

        Failure? Revoke(ApiKey key)
        {
            key.Revoke(clock.GetUtcNow());
            return null;
        }
    }

    internal static Failure? NameRefusal(string? name) => name?.Trim() switch
    {
        null or "" => new Failure(FailureKind.Invalid, "keys.name_invalid", "Give the key a name."),
        { Length: > ApiKey.NameLength } => new Failure(FailureKind.Invalid, "keys.name_invalid", "The name may have at most {0} characters.", ApiKey.NameLength),
        _ => null,
    };

    // Two calls at the same instant may pass the limit by one. It guards against runaways, so no lock is worth it.
    private async Task<int> CountAsync(Guid accountId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.CountAsync(
            k => k.AccountId == accountId && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken);
    }

    private async Task<KeyRow> RowAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var name = await vault.OpenAsync(key.AccountId, key.Name, Purpose.ServiceDelivery, cancellationToken) ?? key.PublicId;
        var state = key.RevokedAt is not null ? KeyState.Revoked : key.IsLiveAt(now) ? KeyState.Live : KeyState.Expired;
        return new KeyRow(
            key.Id, name, key.PublicId, key.LastFour, state, key.IssuedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt)
        {
            OnDisconnect = key.OnDisconnect,
            PreviousPublicId = key.PreviousLivesUntil(now) is null ? null : key.PreviousPublicId,
            PreviousUntil = key.PreviousLivesUntil(now),
        };
    }

    [LoggerMessage(LogLevel.Information, "Issued API key {PublicId} for account {AccountNumber}.")]
    private partial void LogIssued(string publicId, long accountNumber);

    [LoggerMessage(LogLevel.Information, "Revoked API key {PublicId} of account {AccountNumber}.")]
    private partial void LogRevoked(string publicId, long accountNumber);
}
