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

/// <summary>An account's credit, by what it stems from.</summary>
public readonly record struct LedgerBalance(Money Wallet, Money Promotional, Money Allowance)
{
    public Money Total => new(Wallet.Micros + Promotional.Micros + Allowance.Micros);
}
