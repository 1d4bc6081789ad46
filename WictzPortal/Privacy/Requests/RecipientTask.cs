using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>One recipient to be told what was corrected, erased or restricted. The request waits until it has acknowledged (B-22).</summary>
internal sealed class RecipientTask
{
    public const int KeyLength = 64;
    public const int NameLength = 200;
    public const int WhatLength = 200;
    public const int ReferenceLength = 200;
    private RecipientTask() { }

    public RecipientTask(Guid requestId, RecipientToTell recipient, DateTimeOffset now) =>
        (RequestId, RecipientKey, RecipientName, What, DueOn) =
            (requestId, recipient.Key, recipient.Name, recipient.What, BusinessDays.DayOf(now).AddDays(RequestClocks.RecipientDays));

    [NotPersonal("random id of a task")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [NotPersonal("a recipient's id in the register")]
    public string RecipientKey { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string RecipientName { get; private init; } = "";

    [NotPersonal("what the recipient is asked to do")]
    public string What { get; private init; } = "";

    [NotPersonal("our own aim")]
    public DateOnly DueOn { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    [NotPersonal("the officer who recorded it")]
    public Guid? AcknowledgedBy { get; private set; }

    /// <summary>Number or date of the recipient's answer.</summary>
    [NotPersonal("reference of a company's letter")]
    public string? Reference { get; private set; }

    public void Acknowledge(string reference, Guid by, DateTimeOffset now) => (Reference, AcknowledgedBy, AcknowledgedAt) = (reference, by, now);

    internal sealed class Table : IEntityTypeConfiguration<RecipientTask>
    {
        public void Configure(EntityTypeBuilder<RecipientTask> task)
        {
            task.ToTable("request_recipient_tasks");
            task.Property(t => t.RecipientKey).HasMaxLength(KeyLength);
            task.Property(t => t.RecipientName).HasMaxLength(NameLength);
            task.Property(t => t.What).HasMaxLength(WhatLength);
            task.Property(t => t.Reference).HasMaxLength(ReferenceLength);
            task.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(t => t.RequestId);
            task.HasIndex(t => new { t.RequestId, t.RecipientKey, t.What }).IsUnique();
        }
    }
}
