using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>Numbers are stored: they never change.</summary>
public enum RecipientChangeState : byte
{
    /// <summary>Asked for; somebody else has not decided.</summary>
    Asked = 1,
    Approved = 2,
    Rejected = 3,
}

/// <summary>A new entry of the register, or a new version of one: asked for by one, decided by another. With its decisions it is the register's history.</summary>
[NoSubject("names a company; of people it names only who acted")]
internal sealed class RecipientChange
{
    public const int ReasonLength = 500;

    private RecipientChange() { }

    public RecipientChange(int? recipientId, RecipientFacts facts, string reason, Guid? askedBy, DateTimeOffset now) =>
        (RecipientId, Facts, Reason, AskedBy, AskedAt) = (recipientId, facts.ToJson(), reason, askedBy, now);

    [NotPersonal("random id of a change")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Null until a new entry is approved.</summary>
    [NotPersonal("number of a company in the register")]
    public int? RecipientId { get; private set; }

    [NotPersonal("facts of a company, with its office's address for requests")]
    public string Facts { get; private init; } = "";

    [NotPersonal("why the facts of a company are to change")]
    public string Reason { get; private init; } = "";

    /// <summary>Null: the operator's catalogue file.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? AskedBy { get; private init; }

    [NotPersonal("when a change was asked for")]
    public DateTimeOffset AskedAt { get; private init; }

    [NotPersonal("how a change stands")]
    public RecipientChangeState State { get; private set; } = RecipientChangeState.Asked;

    /// <summary>Never who asked, except to withdraw it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? JudgedBy { get; private set; }

    [NotPersonal("when a change was decided")]
    public DateTimeOffset? JudgedAt { get; private set; }

    /// <summary>When it was rejected, or no longer was what the register says.</summary>
    [NotPersonal("when a change was history")]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Approve(int recipientId, Guid by, DateTimeOffset now) =>
        (RecipientId, State, JudgedBy, JudgedAt) = (recipientId, RecipientChangeState.Approved, by, now);

    public void Reject(Guid by, DateTimeOffset now) => (State, JudgedBy, JudgedAt, ClosedAt) = (RecipientChangeState.Rejected, by, now, now);

    /// <summary>Another version took its place, or the recipient gets nothing any more.</summary>
    public void Close(DateTimeOffset now) => ClosedAt ??= now;

    internal sealed class Table : IEntityTypeConfiguration<RecipientChange>
    {
        public void Configure(EntityTypeBuilder<RecipientChange> change)
        {
            change.ToTable("recipient_changes");
            change.Property(c => c.Reason).HasMaxLength(ReasonLength);
            change.HasIndex(c => c.RecipientId);
        }
    }
}
