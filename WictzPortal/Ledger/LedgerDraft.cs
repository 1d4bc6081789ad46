using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>A line to be posted. Credits are positive, debits negative.</summary>
public sealed record PostingDraft(LedgerAccount Account, long? AccountNumber, Money Amount);

/// <summary>A movement to be posted: its lines sum to zero, and its key makes it happen once.</summary>
public sealed record LedgerDraft(LedgerEntryKind Kind, string IdempotencyKey, DateTimeOffset At, IReadOnlyList<PostingDraft> Postings)
{
    public Guid EntryId { get; init; } = Guid.CreateVersion7();

    /// <summary>Usage records the entry covers.</summary>
    public int RecordCount { get; init; }

    /// <summary>Whether the purses hold this already, as they do for usage settled by this process. Default false.</summary>
    public bool InPurses { get; init; }
}

/// <summary>What an account has, by what it stems from.</summary>
public readonly record struct LedgerBalance(Money Wallet, Money Promotional, Money Allowance)
{
    /// <summary>Wallet money that calls do not spend, because the account's plan stops at its allowance.</summary>
    public Money Aside { get; init; }

    /// <summary>Tax paid in advance.</summary>
    public Money VatAdvance { get; init; }

    /// <summary>What calls may spend.</summary>
    public Money Total => new(Wallet.Micros + Promotional.Micros + Allowance.Micros);
}
