namespace WictzPortal.Keys;

/// <summary>A live API key as the gateway sees it: in memory, immutable but for its revocation.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing to free, and requests in flight still read it.")]
public sealed class LiveKey(Guid id, string publicId, Guid accountId, long accountNumber, byte[] hash, DateTimeOffset? expiresAt)
{
    private readonly CancellationTokenSource _revoked = new();

    public Guid Id { get; } = id;

    public string PublicId { get; } = publicId;

    public Guid AccountId { get; } = accountId;

    public long AccountNumber { get; } = accountNumber;

    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>Canceled when the key is revoked, so that answers in flight end too.</summary>
    public CancellationToken Revoked => _revoked.Token;

    internal byte[] Hash { get; } = hash;

    internal void Revoke() => _revoked.Cancel();
}
