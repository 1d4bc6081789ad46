using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>How a forwarded call ended.</summary>
public enum CallEnd : byte
{
    Completed,
    ClientDisconnected,
    UpstreamError,
    UpstreamCut,
    KeyRevoked,
    TimedOut,

    /// <summary>The answer outgrew the account's credit, and was ended.</summary>
    CreditSpent,

    /// <summary>The portal's process ended while the call was with its provider. Nobody is charged.</summary>
    PortalStopped,
}

/// <summary>What one call used, rated: the gateway hands it to <see cref="Settlement"/>, which charges it and makes it durable.</summary>
/// <param name="RequestId">UUIDv7. A second draft with the same id is dropped.</param>
/// <param name="At">When the call began; its quarter hour in the charts.</param>
/// <param name="AccountNumber">The pseudonymous number of the account.</param>
/// <param name="KeyId">The key that was used.</param>
/// <param name="ModelId">The model asked for.</param>
/// <param name="DeploymentId">The deployment that answered.</param>
/// <param name="PriceVersionId">The price it was rated by.</param>
/// <param name="Tokens">Tokens by bucket.</param>
/// <param name="Cost">The rated price. What is charged may be less, never more.</param>
/// <param name="End">How it ended.</param>
/// <param name="Estimated">Whether tokens or units were counted by us, because the provider did not tell.</param>
/// <param name="Streamed">Whether the answer was a stream.</param>
/// <param name="Attempts">Deployments tried.</param>
public readonly record struct UsageDraft(
    Guid RequestId, DateTimeOffset At, long AccountNumber, Guid KeyId, int ModelId, int DeploymentId, int PriceVersionId,
    TokenCounts Tokens, Money Cost, CallEnd End, bool Estimated, bool Streamed, byte Attempts)
{
    /// <summary>What it used beside tokens: images, characters, audio.</summary>
    public Units Units { get; init; }

    /// <summary>Whether <see cref="Settlement.Open"/> was told of it.</summary>
    public bool WasOpened { get; init; }
}

/// <summary>What a settled call cost the customer, and what it cost us beyond that.</summary>
public readonly record struct Settled(Money Charged, Money OurLoss);
