using WictzPortal.Kernel;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

/// <summary>Receipts as the tests of their form need them.</summary>
internal static class ReceiptSamples
{
    public static Receipt Of(PricedCall price) => new()
    {
        RequestId = Guid.Parse("0192c0de-0000-7000-8000-00000000aaaa"),
        At = new DateTimeOffset(2026, 4, 2, 9, 20, 0, TimeSpan.Zero),
        AccountNumber = 1_234_567,
        KeyId = Calls.Key,
        KeyPublicId = "ab12cd34",
        Model = new Named(3, "acme/large"),
        Deployment = new Named(5, "acme/large-2"),
        Streamed = true,
        End = CallEnd.Completed,
        Estimated = false,
        ReasoningTokens = 0,
        Attempts = 1,
        FailedTries = [],
        PriceVersion = 7,
        PriceFrom = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Price = price,
        Charged = price.Cost,
        LedgerEntryId = null,
    };

    /// <summary>1,200 fresh, 300 cached and 50 output tokens, in a tier: 421,275 micros.</summary>
    public static PricedCall Tiered { get; } = new PriceTerms(
        new TokenAmounts(1, 0.5m, null, null, 2, null, null),
        [new TierTerms(1_000, new TokenAmounts(3.25m, 0.4175m, null, null, 3.75m, null, null))], null, null, null)
        .ToPrice(7, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).Itemize(new TokenCounts(1_200, 300, 0, 0, 50, 20, 0, 0), default);
}
