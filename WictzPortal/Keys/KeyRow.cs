namespace WictzPortal.Keys;

/// <summary>Where a key is in its life. <see cref="Expired"/> is computed.</summary>
public enum KeyState
{
    Live,
    Expired,
    Revoked,
}

/// <summary>A key as its account's members see it.</summary>
public sealed record KeyRow(
    Guid Id, string Name, string PublicId, string LastFour, KeyState State,
    DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Null for the portal's default.</summary>
    public DisconnectPolicy? OnDisconnect { get; init; }

    /// <summary>The readable start of the secret from before the last rotation, as long as it lives.</summary>
    public string? PreviousPublicId { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }
}

/// <summary>What its members may change of a key.</summary>
/// <param name="OnDisconnect">Null for the portal's default.</param>
public sealed record KeySettings(string Name, DateTimeOffset? ExpiresAt, DisconnectPolicy? OnDisconnect);
