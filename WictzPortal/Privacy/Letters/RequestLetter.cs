using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>How an answer reached the person. Numbers are stored: they never change.</summary>
public enum LetterDelivery : byte
{
    /// <summary>In the outbox.</summary>
    Queued = 1,
    Sent = 2,

    /// <summary>The mail server would not take it: it goes by hand.</summary>
    Failed = 3,

    /// <summary>By post or registered e-mail; staff recorded its number.</summary>
    ByHand = 4,

    /// <summary>There is no address to mail to: it must go by hand.</summary>
    NoAddress = 5,
}

/// <summary>The answer to a request, as it went out: Turkish, with an English copy. It is never written anew.</summary>
internal sealed class RequestLetter
{
    public const int ReferenceLength = 200;
    private RequestLetter() { }

    public RequestLetter(Guid requestId, Sealed html, byte[] htmlHash, DateTimeOffset now) =>
        (RequestId, Html, HtmlHash, WrittenAt) = (requestId, html, htmlHash, now);

    [NotPersonal("random id of a letter")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed Html { get; private init; }

    [NotPersonal("a hash of a letter")]
    public byte[] HtmlHash { get; private init; } = [];

    /// <summary>Null where the printing program was missing; the HTML went out then.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed? Pdf { get; private set; }

    [NotPersonal("a hash of a letter")]
    public byte[]? PdfHash { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset WrittenAt { get; private init; }

    [NotPersonal("number of a mail")]
    public long? MailNumber { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public LetterDelivery Delivery { get; private set; } = LetterDelivery.NoAddress;

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>Number of the posted letter or of the registered e-mail.</summary>
    [NotPersonal("number of a letter")]
    public string? Reference { get; private set; }

    public void Print(Sealed pdf, byte[] hash) => (Pdf, PdfHash) = (pdf, hash);

    public void Mail(long number) => (MailNumber, Delivery) = (number, LetterDelivery.Queued);

    public void Note(MailDelivery mail) => (Delivery, DeliveredAt) = mail.State switch
    {
        MailState.Sent => (LetterDelivery.Sent, mail.SentAt),
        MailState.Failed => (LetterDelivery.Failed, null),
        _ => (Delivery, DeliveredAt),
    };

    public void SentByHand(string reference, DateTimeOffset now) => (Delivery, Reference, DeliveredAt) = (LetterDelivery.ByHand, reference, now);

    internal sealed class Table : IEntityTypeConfiguration<RequestLetter>
    {
        public void Configure(EntityTypeBuilder<RequestLetter> letter)
        {
            letter.ToTable("request_letters");
            letter.Property(l => l.Reference).HasMaxLength(ReferenceLength);
            letter.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(l => l.RequestId);
            letter.HasIndex(l => l.RequestId).IsUnique();
        }
    }
}

internal static class RequestLetterSet
{
    extension(PortalDb db)
    {
        public DbSet<RequestLetter> RequestLetters => db.Set<RequestLetter>();
    }
}
