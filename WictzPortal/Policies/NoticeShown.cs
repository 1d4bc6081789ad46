using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>Proof that a person had the notice before their eyes when they gave data. It is no consent, and nothing is inferred from it.</summary>
internal sealed class NoticeShown
{
    private NoticeShown() { }

    public NoticeShown(NoticeForm form, Guid? userId, PolicyEntry version, string language, DateTimeOffset now) =>
        (FormId, UserId, VersionId, Number, Hash, Language, At) = (form.Id, userId, version.Id, version.Number, version.Hash(language), language, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Anonymise, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid? UserId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string FormId { get; private init; } = "";

    [NotPersonal("which published text")]
    public Guid VersionId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Number { get; private init; } = "";

    /// <summary>SHA-256 of the published text that the notice led to.</summary>
    [NotPersonal("a hash of a published text")]
    public string Hash { get; private init; } = "";

    [NotPersonal("a language")]
    public string Language { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<NoticeShown>
    {
        public void Configure(EntityTypeBuilder<NoticeShown> shown)
        {
            shown.ToTable("notices_shown");
            shown.Property(s => s.Id).ValueGeneratedNever();
            shown.Property(s => s.FormId).HasMaxLength(32);
            shown.Property(s => s.Number).HasMaxLength(16);
            shown.Property(s => s.Hash).HasMaxLength(64);
            shown.Property(s => s.Language).HasMaxLength(2);
            shown.HasIndex(s => new { s.UserId, s.At });
            shown.HasIndex(s => s.At);
        }
    }
}

internal static class NoticeShownSet
{
    extension(PortalDb db)
    {
        public DbSet<NoticeShown> NoticesShown => db.Set<NoticeShown>();
    }
}
