using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>The PDF of a document, printed once and sealed under the same key as the document.</summary>
internal sealed class PrintedPaper
{
    private PrintedPaper() { }

    public PrintedPaper(Guid documentId, Sealed content, byte[] hash, DateTimeOffset now) =>
        (DocumentId, Content, Hash, PrintedAt) = (documentId, content, hash, now);

    [NotPersonal("id of a document")]
    [PartOf(typeof(IssuedDocument))]
    public Guid DocumentId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Sealed Content { get; private init; }

    /// <summary>SHA-256 of the PDF, which bears the document's salt.</summary>
    [NotPersonal("a hash of what bears a random number")]
    public byte[] Hash { get; private init; } = [];

    [NotPersonal("time of printing")]
    public DateTimeOffset PrintedAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<PrintedPaper>
    {
        public void Configure(EntityTypeBuilder<PrintedPaper> paper)
        {
            paper.ToTable("invoice_papers");
            paper.HasKey(p => p.DocumentId);
        }
    }
}

/// <summary>The integrator has accepted a document: from then on it is a legal one.</summary>
internal sealed class Acceptance
{
    public const int ReferenceLength = 80;
    private Acceptance() { }

    public Acceptance(Guid documentId, string reference, Guid staffId, DateTimeOffset now) =>
        (DocumentId, Reference, StaffId, At) = (documentId, reference, staffId, now);

    [NotPersonal("id of a document")]
    [PartOf(typeof(IssuedDocument))]
    public Guid DocumentId { get; private init; }

    /// <summary>The integrator's own number of it.</summary>
    [NotPersonal("a number of the integrator's")]
    public string Reference { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid StaffId { get; private init; }

    [NotPersonal("time of an acceptance")]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<Acceptance>
    {
        public void Configure(EntityTypeBuilder<Acceptance> acceptance)
        {
            acceptance.ToTable("invoice_acceptances");
            acceptance.HasKey(a => a.DocumentId);
            acceptance.Property(a => a.Reference).HasMaxLength(ReferenceLength);
        }
    }
}
