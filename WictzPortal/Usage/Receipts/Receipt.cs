using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Usage;

/// <summary>A thing of ours by its number, which stays, and its name as of now, which may change.</summary>
/// <param name="Name">Null when there is none any more.</param>
public sealed record Named(int Id, string? Name);

/// <summary>One try that did not answer a call.</summary>
/// <param name="Code">Our own code for why.</param>
public sealed record FailedTry(int Number, Named Deployment, string Code);

/// <summary>
/// What a customer can hold against us about one call: what was counted, by which price, how the cost comes about and what was charged.
/// It is made from the usage record and the price version that it names; only names, and the tries that failed, come from elsewhere.
/// </summary>
public sealed record Receipt
{
    public required Guid RequestId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The pseudonymous number of the account.</summary>
    public required long AccountNumber { get; init; }

    public required Guid KeyId { get; init; }

    /// <summary>The readable part of the key; null when it is gone, and for the playground, which lends its own.</summary>
    public required string? KeyPublicId { get; init; }

    public required Named Model { get; init; }

    /// <summary>Who answered.</summary>
    public required Named Deployment { get; init; }

    public required bool Streamed { get; init; }

    public required CallEnd End { get; init; }

    /// <summary>Whether tokens or units were counted by us, because the provider did not tell.</summary>
    public required bool Estimated { get; init; }

    /// <summary>How many of the output tokens were reasoning. Told, never priced.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>Deployments tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Null where the request log does not have them: not yet, or not any more.</summary>
    public required IReadOnlyList<FailedTry>? FailedTries { get; init; }

    public required int PriceVersion { get; init; }

    public required DateTimeOffset PriceFrom { get; init; }

    public required PricedCall Price { get; init; }

    /// <summary>What the customer paid of the cost.</summary>
    public required Money Charged { get; init; }

    /// <summary>The ledger entry that covers it, often together with other calls; null when it cost nothing.</summary>
    public required Guid? LedgerEntryId { get; init; }

    /// <summary>What the customer got back of the charge, because the portal stopped before the answer was on its way.</summary>
    public Money GivenBack { get; init; }

    public Money Cost => Price.Cost;

    public Money OurLoss => new(Cost.Micros - Charged.Micros);
}

/// <summary>A receipt, the exact bytes that stand for it, and what proves that they are ours.</summary>
/// <param name="Issuer">The portal's address.</param>
/// <param name="Json">UTF-8, to be kept byte by byte.</param>
/// <param name="Signature">ECDSA over the SHA-256 of <paramref name="Json"/>, in DER as <c>openssl</c> reads it. A new one each time.</param>
/// <param name="KeyId">Which key verifies it.</param>
public sealed record SignedReceipt(Receipt Receipt, string Issuer, byte[] Json, byte[] Signature, string KeyId);
