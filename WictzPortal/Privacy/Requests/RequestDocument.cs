using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>What a file of a request is. Numbers are stored: they never change.</summary>
public enum DocumentKind : byte
{
    /// <summary>The request itself, as it came in.</summary>
    Application = 1,

    /// <summary>Proves who asks; deleted 30 days after the end.</summary>
    Identity = 2,
    Correspondence = 3,

    /// <summary>From the Board or another authority.</summary>
    Authority = 4,
}

/// <summary>A file that belongs to a request, sealed under its key.</summary>
internal sealed class RequestDocument
{
    public const int MostBytes = 5 * 1024 * 1024;
    public const int NameLength = 120;

    /// <summary>What is taken: documents and pictures, nothing that runs.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf", [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".txt"] = "text/plain",
        [".eml"] = "message/rfc822",
    };

    private RequestDocument() { }

    public RequestDocument(Guid requestId, DocumentKind kind, Sealed name, string contentType, Sealed content, byte[] hash, Guid by, DateTimeOffset now) =>
        (RequestId, Kind, Name, ContentType, Content, Hash, AddedBy, AddedAt) = (requestId, kind, name, contentType, content, hash, by, now);

    [NotPersonal("random id of a file")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [NotPersonal("a kind of file")]
    public DocumentKind Kind { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed Name { get; private init; }

    [NotPersonal("a kind of file")]
    public string ContentType { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Sealed Content { get; private init; }

    [NotPersonal("a hash of a file")]
    public byte[] Hash { get; private init; } = [];

    [NotPersonal("the officer who added it")]
    public Guid AddedBy { get; private init; }

    [NotPersonal("when a file was added")]
    public DateTimeOffset AddedAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestDocument>
    {
        public void Configure(EntityTypeBuilder<RequestDocument> document)
        {
            document.ToTable("request_documents");
            document.Property(d => d.ContentType).HasMaxLength(40);
            document.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(d => d.RequestId);
        }
    }
}

/// <summary>What an authority wants. Numbers are stored.</summary>
public enum AuthorityWish : byte
{
    /// <summary>Information and documents, within 15 days (KVKK art. 15/3).</summary>
    Documents = 1,

    /// <summary>Its decision is to be carried out, within 30 days (KVKK art. 15/5).</summary>
    Decision = 2,
}

/// <summary>A letter of the Board or another authority about a request, with its own clock.</summary>
internal sealed class AuthorityLetter
{
    public const int ReferenceLength = 100;
    private AuthorityLetter() { }

    public AuthorityLetter(Guid requestId, AuthorityWish wish, string reference, DateOnly receivedOn) =>
        (RequestId, Wish, Reference, ReceivedOn, DueOn) = (requestId, wish, reference, receivedOn, receivedOn.AddDays(wish is AuthorityWish.Documents ? 15 : 30));

    [NotPersonal("random id of a letter")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a request")]
    [PartOf(typeof(DataSubjectRequest))]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public AuthorityWish Wish { get; private init; }

    /// <summary>The authority's file number.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Reference { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateOnly ReceivedOn { get; private init; }

    [NotPersonal("a deadline")]
    public DateOnly DueOn { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Number of our own letter.</summary>
    [NotPersonal("number of a letter")]
    public string? AnswerReference { get; private set; }

    public void Finish(string reference, DateTimeOffset now) => (AnswerReference, DoneAt) = (reference, now);

    internal sealed class Table : IEntityTypeConfiguration<AuthorityLetter>
    {
        public void Configure(EntityTypeBuilder<AuthorityLetter> letter)
        {
            letter.ToTable("request_authority_letters");
            letter.Property(l => l.Reference).HasMaxLength(ReferenceLength);
            letter.Property(l => l.AnswerReference).HasMaxLength(ReferenceLength);
            letter.HasOne<DataSubjectRequest>().WithMany().HasForeignKey(l => l.RequestId);
        }
    }
}

internal static class RequestPaperSets
{
    extension(PortalDb db)
    {
        public DbSet<RequestDocument> RequestDocuments => db.Set<RequestDocument>();

        public DbSet<AuthorityLetter> AuthorityLetters => db.Set<AuthorityLetter>();
    }
}
