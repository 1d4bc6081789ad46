using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>What does not agree. Numbers are stored: they never change.</summary>
public enum CaseKind : byte
{
    /// <summary>PayTR took more than was asked for, though instalments are off.</summary>
    TakenTooMuch = 1,

    /// <summary>A paid payment was reported as failed.</summary>
    FailureAfterPayment = 2,

    /// <summary>No callback came within the hour; an inquiry found the payment.</summary>
    CallbackMissed = 3,

    /// <summary>PayTR reports a sale that is no attempt of ours.</summary>
    UnknownSale = 4,

    /// <summary>PayTR reports a sale that is not paid here.</summary>
    SaleNotPaidHere = 5,

    /// <summary>Amounts differ.</summary>
    AmountDiffers = 6,

    /// <summary>PayTR does not report a payment of ours.</summary>
    PaymentNotReported = 7,

    /// <summary>PayTR reports a refund that we did not ask for.</summary>
    UnknownRefund = 8,

    /// <summary>PayTR does not report a refund of ours.</summary>
    RefundNotReported = 9,

    /// <summary>A payment, or a refund, does not stand in the ledger with its amount.</summary>
    LedgerDiffers = 10,

    /// <summary>A row of a report cannot be read.</summary>
    UnreadableRow = 11,

    /// <summary>It was not heard whether a refund went through, and a day has passed.</summary>
    RefundUnknown = 12,

    /// <summary>A day's pay-out is not the sum of its payments.</summary>
    PayoutDiffers = 13,
}

/// <summary>A difference between PayTR, our payments and the ledger, until somebody has closed it with a reason.</summary>
[NoSubject("names a payment, not a person")]
internal sealed class ReconciliationCase
{
    public const int KeyLength = 160;
    public const int ReasonLength = 500;

    private ReconciliationCase() { }

    /// <param name="subject">What it is about, such as an attempt's number; with the kind it makes the case happen once.</param>
    public ReconciliationCase(CaseKind kind, string subject, long? ourKurus, long? theirKurus, DateTimeOffset now) =>
        (Id, Kind, Subject, Key, OurKurus, TheirKurus, OpenedAt) =
        (Guid.CreateVersion7(), kind, subject, $"{(int)kind}/{subject}", ourKurus, theirKurus, now);

    [NotPersonal("random id of a case")]
    public Guid Id { get; private init; }

    [NotPersonal("what does not agree, one of a closed list")]
    public CaseKind Kind { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Subject { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Key { get; private init; } = "";

    [NotPersonal("an amount in dispute")]
    public long? OurKurus { get; private init; }

    [NotPersonal("an amount in dispute")]
    public long? TheirKurus { get; private init; }

    [NotPersonal("when a case was opened")]
    public DateTimeOffset OpenedAt { get; private init; }

    [NotPersonal("when a case was closed")]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset? ClosedAt { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? ClosedBy { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? Reason { get; private set; }

    public void Close(Guid by, string reason, DateTimeOffset now) => (ClosedBy, Reason, ClosedAt) = (by, reason, now);

    internal sealed class Table : IEntityTypeConfiguration<ReconciliationCase>
    {
        public void Configure(EntityTypeBuilder<ReconciliationCase> found)
        {
            found.ToTable("reconciliation_cases");
            found.Property(c => c.Key).HasMaxLength(KeyLength);
            found.Property(c => c.Subject).HasMaxLength(KeyLength);
            found.Property(c => c.Reason).HasMaxLength(ReasonLength);
            found.HasIndex(c => c.Key).IsUnique();
            found.HasIndex(c => c.ClosedAt);
        }
    }
}
