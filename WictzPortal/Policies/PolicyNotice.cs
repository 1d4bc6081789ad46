using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Policies;

/// <summary>That one person was told of a significant version: the mail and what became of it, and the banner until it was dismissed (B-37).</summary>
internal sealed class PolicyNotice
{
    private PolicyNotice() { }

    public PolicyNotice(Guid versionId, Guid userId, long mailNumber, DateTimeOffset now) =>
        (VersionId, UserId, MailNumber, QueuedAt) = (versionId, userId, mailNumber, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("which published text")]
    public Guid VersionId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Anonymise, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? UserId { get; private init; }

    [NotPersonal("number of a mail")]
    public long MailNumber { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset QueuedAt { get; private init; }

    /// <summary>What became of the mail. Kept here, since the outbox forgets its mails after 90 days.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public MailState Delivery { get; private set; } = MailState.Queued;

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>When the person put the banner away.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DismissedAt { get; private set; }

    public void Deliver(MailDelivery delivery) => (Delivery, DeliveredAt) = (delivery.State, delivery.SentAt);

    internal sealed class Table : IEntityTypeConfiguration<PolicyNotice>
    {
        public void Configure(EntityTypeBuilder<PolicyNotice> notice)
        {
            notice.ToTable("policy_notices");
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.HasIndex(n => new { n.VersionId, n.UserId }).IsUnique();      // nobody is told twice, also by two nodes
            notice.HasIndex(n => new { n.UserId, n.DismissedAt });
            notice.HasIndex(n => n.Delivery);
        }
    }
}

internal static class PolicyNoticeSet
{
    extension(PortalDb db)
    {
        public DbSet<PolicyNotice> PolicyNotices => db.Set<PolicyNotice>();
    }
}
