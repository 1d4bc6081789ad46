using System.Diagnostics.CodeAnalysis;
using WictzPortal.Standing;

namespace WictzPortal.Keys;

/// <summary>
/// An API key as the gateway sees it: one object from the first sight of the key to the end of the process, whatever secret it is
/// called by and whatever is changed of it, so that what counts by key goes on counting.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing to free, and requests in flight still read it.")]
public sealed class LiveKey
{
    private readonly CancellationTokenSource _revoked = new();
    private volatile KeyTerms _terms;
    private volatile bool _isStopped;
    private volatile bool _logsLeast;
    private long _lastUsed;

    internal LiveKey(Guid id, Guid accountId, long accountNumber, KeyTerms terms) =>
        (Id, AccountId, AccountNumber, _terms) = (id, accountId, accountNumber, terms);

    public Guid Id { get; }

    public Guid AccountId { get; }

    public long AccountNumber { get; }

    public string PublicId => _terms.PublicId;

    public DateTimeOffset? ExpiresAt => _terms.ExpiresAt;

    /// <summary>What happens at the provider when the client hangs up; null for the portal's default.</summary>
    public DisconnectPolicy? OnDisconnect => _terms.OnDisconnect;

    /// <summary>Not served at present: the data of the account's owner is restricted, waits for erasure, or the owner is suspended.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Served in spite of a restriction, because the person wants it: the request log keeps the least it can.</summary>
    public bool LogsLeast => _logsLeast;

    /// <summary>Canceled when the key is revoked, so that answers in flight end too.</summary>
    public CancellationToken Revoked => _revoked.Token;

    internal KeyTerms Terms
    {
        get => _terms;
        set => _terms = value;
    }

    internal void Mark(PersonStanding owner) => (_isStopped, _logsLeast) = (!owner.MayCall, owner.IsRestricted);

    internal void Touch(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);

    internal void Revoke() => _revoked.Cancel();

    /// <summary>When the key was used since the last call of this; null when it was not.</summary>
    internal DateTimeOffset? TakeLastUse() =>
        Interlocked.Exchange(ref _lastUsed, 0) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}

/// <summary>What may change of a key, as of one of its changes.</summary>
internal sealed record KeyTerms(string PublicId, byte[] Hash, DateTimeOffset? ExpiresAt)
{
    public DisconnectPolicy? OnDisconnect { get; init; }

    public string? PreviousPublicId { get; init; }

    public byte[]? PreviousHash { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    public bool IsRevoked { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public static KeyTerms Of(ApiKey key) => new(key.PublicId, key.Hash, key.ExpiresAt)
    {
        OnDisconnect = key.OnDisconnect,
        PreviousPublicId = key.PreviousPublicId,
        PreviousHash = key.PreviousHash,
        PreviousUntil = key.PreviousUntil,
        IsRevoked = key.RevokedAt is not null,
        ChangedAt = key.ChangedAt,
    };
}
