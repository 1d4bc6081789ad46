using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>What was odd about an authentic callback. Numbers are stored: they never change.</summary>
public enum Oddity : byte
{
    /// <summary>No attempt of ours bears its number.</summary>
    UnknownAttempt = 1,
    TooLittle = 2,
    UnreadableAmount = 3,
    UnknownStatus = 4,

    /// <summary>Success for an attempt that had failed.</summary>
    SuccessAfterFailure = 5,

    /// <summary>Test and live do not agree.</summary>
    TestMismatch = 6,
    ForeignCurrency = 7,
}

/// <summary>Numbers are stored: they never change.</summary>
public enum QuarantineState : byte
{
    Open = 1,

    /// <summary>PayTR confirmed the payment, and it was credited.</summary>
    Confirmed = 2,
    Dismissed = 3,
}

/// <summary>An authentic callback that may not move money before somebody, or PayTR's own inquiry, has decided.</summary>
internal sealed class QuarantinedCallback
{
    public const int NoteLength = 500;

    private QuarantinedCallback() { }

    public QuarantinedCallback(PaytrCallback callback, Oddity oddity, Guid? attemptId, DateTimeOffset now) =>
        (Id, Oid, Status, TotalAmount, Oddity, AttemptId, ReceivedAt) =
        (Guid.CreateVersion7(), callback.Oid, callback.Status, callback.TotalAmount, oddity, attemptId, now);

    [NotPersonal("random id of a case")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Oid { get; private init; } = "";

    [NotPersonal("success or failed")]
    public string Status { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string TotalAmount { get; private init; } = "";

    [NotPersonal("what was odd, one of a closed list")]
    public Oddity Oddity { get; private init; }

    [NotPersonal("id of a payment")]
    [PartOf(typeof(PaymentAttempt))]
    public Guid? AttemptId { get; private set; }

    [NotPersonal("when a callback came")]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset ReceivedAt { get; private init; }

    [NotPersonal("the state of a case")]
    public QuarantineState State { get; private set; } = QuarantineState.Open;

    [NotPersonal("when staff closed a case")]
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The member of staff; null when PayTR's inquiry decided by itself.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? ClosedBy { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? Note { get; private set; }

    public void Close(QuarantineState state, Guid? attemptId, Guid? by, string? note, DateTimeOffset now) =>
        (State, AttemptId, ClosedBy, Note, ClosedAt) = (state, attemptId ?? AttemptId, by, note, now);

    internal sealed class Table : IEntityTypeConfiguration<QuarantinedCallback>
    {
        public void Configure(EntityTypeBuilder<QuarantinedCallback> callback)
        {
            callback.ToTable("payment_quarantine");
            callback.Property(c => c.Oid).HasMaxLength(PaytrCallback.FieldLength);
            callback.Property(c => c.Status).HasMaxLength(PaytrCallback.FieldLength);
            callback.Property(c => c.TotalAmount).HasMaxLength(PaytrCallback.FieldLength);
            callback.Property(c => c.Note).HasMaxLength(NoteLength);
            callback.HasIndex(c => new { c.Oid, c.Status, c.TotalAmount }).IsUnique();
            callback.HasIndex(c => c.AttemptId);
        }
    }
}
