using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Mail;

/// <summary>Where a mail stands.</summary>
public enum MailState
{
    Queued,
    Sent,
    Failed,
}

/// <summary>A mail waiting to be sent, or the trace of one that was. What it says is blanked once it is sent.</summary>
internal sealed class OutboxMail
{
    public const int TemplateLength = 60;
    private const int MostAttempts = 8;
    private OutboxMail() { }

    public OutboxMail(Guid subjectId, Sealed recipient, string template, string culture, Sealed content, DateTimeOffset now)
    {
        (SubjectId, Recipient, Template, Culture, Content, QueuedAt, NextAttemptAt) =
            (subjectId, recipient, template, culture, content, now, now);
    }

    [NotPersonal("number of a row; the log names it")]
    public long Id { get; private init; }

    /// <summary>Whose data key seals the mail: a user, or the account that invites somebody who is not one yet.</summary>
    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    [Subject(SubjectKind.UserOrAccount)]
    public Guid SubjectId { get; private init; }

    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed Recipient { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public string Template { get; private init; } = "";

    [NotPersonal("language of the template")]
    public string Culture { get; private init; } = "";

    /// <summary>The letter as JSON; null once it is sent.</summary>
    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? Content { get; private set; }

    [NotPersonal("state of delivery")]
    public MailState State { get; private set; }

    [NotPersonal("count of deliveries tried")]
    public int Attempts { get; private set; }

    [NotPersonal("time of the next delivery")]
    public DateTimeOffset NextAttemptAt { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset QueuedAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Why the last delivery failed: an SMTP status or an exception's name, never an address.</summary>
    [NotPersonal("technical name of a failure")]
    public string? LastFailure { get; private set; }

    public void MarkSent(DateTimeOffset now) => (State, SentAt, Content, LastFailure) = (MailState.Sent, now, null, null);

    /// <summary>Tries again after 1, 2, 4 … minutes; gives up after eight times, some four hours.</summary>
    public void MarkFailed(string failure, DateTimeOffset now)
    {
        Attempts++;
        LastFailure = failure;
        NextAttemptAt = now + TimeSpan.FromMinutes(1 << Math.Min(Attempts - 1, 10));
        State = Attempts >= MostAttempts ? MailState.Failed : MailState.Queued;
    }

    internal sealed class Table : IEntityTypeConfiguration<OutboxMail>
    {
        public void Configure(EntityTypeBuilder<OutboxMail> mail)
        {
            mail.ToTable("outbox_mails");
            mail.Property(m => m.Template).HasMaxLength(TemplateLength);
            mail.Property(m => m.Culture).HasMaxLength(8);
            mail.Property(m => m.LastFailure).HasMaxLength(100);
            mail.HasIndex(m => new { m.State, m.NextAttemptAt });
            mail.HasIndex(m => m.SubjectId);
        }
    }
}

internal static class OutboxMailSet
{
    extension(PortalDb db)
    {
        public DbSet<OutboxMail> OutboxMails => db.Set<OutboxMail>();
    }
}
