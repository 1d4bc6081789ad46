using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>The accounts of the books. Numbers are stored: they never change.</summary>
public enum LedgerAccount : byte
{
    /// <summary>What customers have paid and not used. Bears an account number.</summary>
    CustomerWallet = 1,

    /// <summary>Credit given without payment; used before the wallet. Bears an account number.</summary>
    PromotionalCredit = 2,

    /// <summary>What a plan grants for its period. Bears an account number.</summary>
    PlanAllowance = 3,
    DeferredRevenue = 4,
    Revenue = 5,
    VatPayable = 6,
    PaytrClearing = 7,

    /// <summary>What promotional credit costs us: the other side of each grant.</summary>
    PromotionalCost = 8,

    /// <summary>Usage that no credit covered.</summary>
    OurLoss = 9,

    /// <summary>The other side of <see cref="OurLoss"/>: the rated price of that usage. Never part of revenue.</summary>
    UnpaidUsage = 10,

    /// <summary>The tax part of advances: what customers paid for tax that falls due when they use what they bought. Bears an account number.</summary>
    VatAdvance = 11,

    /// <summary>The wallet of a customer whose plan stops where its allowance ends: calls do not spend it. Bears an account number.</summary>
    WalletAside = 12,

    /// <summary>The other side of each plan allowance; it lessens revenue.</summary>
    PlanGrants = 13,

    /// <summary>Taken from wallets for refunds that have not been paid yet.</summary>
    RefundsPending = 14,

    /// <summary>What the payment provider keeps.</summary>
    PaymentFees = 15,

    /// <summary>What the payment provider has paid out.</summary>
    Bank = 16,

    /// <summary>Between the whole kuruş of invoices and the micros of usage.</summary>
    Rounding = 17,

    /// <summary>The other side of corrections by billing staff.</summary>
    Adjustments = 18,
}

/// <summary>Why an entry was made. Numbers are stored: they never change.</summary>
public enum LedgerEntryKind : byte
{
    SignUpCredit = 1,
    Usage = 2,
    TopUp = 3,
    Correction = 4,

    /// <summary>A charge given back, because the portal stopped before the answer was on its way.</summary>
    UndeliveredCredit = 5,

    /// <summary>A customer has paid an order.</summary>
    Payment = 6,

    /// <summary>A plan's period, bought from the wallet.</summary>
    PlanPurchase = 7,
    AllowanceGrant = 8,
    AllowanceExpiry = 9,

    /// <summary>A plan's price becomes revenue at its period's end.</summary>
    PlanRevenue = 10,
    RefundReserved = 11,
    RefundPaid = 12,

    /// <summary>A refund that was not paid: the wallet has it back.</summary>
    RefundReleased = 13,
    PaymentFee = 14,
    Payout = 15,

    /// <summary>Credit given: by a coupon or by staff.</summary>
    Promotion = 16,
    PromotionExpiry = 17,

    /// <summary>A correction by billing staff.</summary>
    Adjustment = 18,

    /// <summary>Between wallet and <see cref="LedgerAccount.WalletAside"/>.</summary>
    WalletAside = 19,

    /// <summary>The tax of what was used falls due.</summary>
    UsageInvoice = 20,

    /// <summary>The sums of entries that were deleted when their ten years were over.</summary>
    CarriedForward = 21,
}

/// <summary>One immutable movement of money; its postings sum to zero.</summary>
[NoSubject("its postings name the account")]
internal sealed class LedgerEntry
{
    public const int KeyLength = 100;

    private LedgerEntry() { }

    [NotPersonal("random id of a ledger entry")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    [NotPersonal("why an entry was made, one of a closed list")]
    public LedgerEntryKind Kind { get; private init; }

    /// <summary>Makes a repeated entry impossible.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string IdempotencyKey { get; private init; } = "";

    /// <summary>How many usage records a usage entry covers: those that bear its id. 0 for other kinds.</summary>
    [NotPersonal("a count")]
    public int RecordCount { get; private init; }

    public static LedgerEntry Of(LedgerDraft draft) => new()
    {
        Id = draft.EntryId,
        At = draft.At,
        Kind = draft.Kind,
        IdempotencyKey = draft.IdempotencyKey,
        RecordCount = draft.RecordCount,
    };

    internal sealed class Table : IEntityTypeConfiguration<LedgerEntry>
    {
        public void Configure(EntityTypeBuilder<LedgerEntry> entry)
        {
            entry.ToTable("ledger_entries");
            entry.Property(e => e.IdempotencyKey).HasMaxLength(KeyLength);
            entry.HasIndex(e => e.IdempotencyKey).IsUnique();
        }
    }
}

/// <summary>One line of an entry. Credits are positive, debits negative: +1 on a wallet gives the customer, −1 takes.</summary>
internal sealed class Posting
{
    private Posting() { }

    [NotPersonal("id of the entry")]
    [PartOf(typeof(LedgerEntry))]
    public Guid EntryId { get; private init; }

    [NotPersonal("the line within its entry")]
    public int Line { get; private init; }

    [NotPersonal("which of the books' accounts")]
    public LedgerAccount Account { get; private init; }

    /// <summary>The customer's pseudonymous number; null on the books' own accounts.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long? AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Amount { get; private init; }

    /// <summary>The entry's time, here as well so that a customer's movements are read by it.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset At { get; private init; }

    public static Posting Of(LedgerDraft draft, int line) => new()
    {
        EntryId = draft.EntryId,
        Line = line,
        Account = draft.Postings[line].Account,
        AccountNumber = draft.Postings[line].AccountNumber,
        Amount = draft.Postings[line].Amount,
        At = draft.At,
    };

    internal sealed class Table : IEntityTypeConfiguration<Posting>
    {
        public void Configure(EntityTypeBuilder<Posting> posting)
        {
            posting.ToTable("ledger_postings");
            posting.HasKey(p => new { p.EntryId, p.Line });
            posting.HasOne<LedgerEntry>().WithMany().HasForeignKey(p => p.EntryId).OnDelete(DeleteBehavior.Restrict);
            posting.HasIndex(p => new { p.AccountNumber, p.At }).HasFilter("\"AccountNumber\" IS NOT NULL");
        }
    }
}

/// <summary>
/// The running sum of one customer's postings on one account of the books. Derived, written with the postings, and proven by
/// <c>ledger verify</c>; the database itself refuses a sum below zero.
/// </summary>
[KeptWhile("its account has postings")]
internal sealed class CustomerBalance
{
    private CustomerBalance() { }

    public CustomerBalance(long accountNumber, LedgerAccount account) => (AccountNumber, Account) = (accountNumber, account);

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [NotPersonal("which of the books' accounts")]
    public LedgerAccount Account { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Amount { get; private set; }

    public void Add(Money amount) => Amount = new Money(checked(Amount.Micros + amount.Micros));

    internal sealed class Table : IEntityTypeConfiguration<CustomerBalance>
    {
        public void Configure(EntityTypeBuilder<CustomerBalance> balance)
        {
            balance.ToTable("ledger_balances", table => table.HasCheckConstraint("never_below_zero", "\"Amount\" >= 0"));
            balance.HasKey(b => new { b.AccountNumber, b.Account });
        }
    }
}

internal static class LedgerSets
{
    extension(PortalDb db)
    {
        public DbSet<LedgerEntry> LedgerEntries => db.Set<LedgerEntry>();

        public DbSet<Posting> Postings => db.Set<Posting>();

        public DbSet<CustomerBalance> CustomerBalances => db.Set<CustomerBalance>();
    }
}
