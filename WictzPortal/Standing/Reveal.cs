using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>A member of staff asks to see data that is restricted; a second one allows it for an hour.</summary>
internal sealed class Reveal
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private Reveal() { }

    public Reveal(Guid subjectId, Sealed reason, Guid askedBy, DateTimeOffset now) =>
        (SubjectId, Reason, AskedBy, AskedAt) = (subjectId, reason, askedBy, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Whose data: a user or an account.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.UserOrAccount)]
    public Guid SubjectId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed Reason { get; private init; }

    [NotPersonal("who of the staff asked")]
    public Guid AskedBy { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset AskedAt { get; private init; }

    [NotPersonal("who of the staff decided")]
    public Guid? JudgedBy { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public bool? IsAllowed { get; private set; }

    [NotPersonal("when a permission ends")]
    public DateTimeOffset? EndsAt { get; private set; }

    public void Judge(bool isAllowed, Guid by, DateTimeOffset now) =>
        (IsAllowed, JudgedBy, EndsAt) = (isAllowed, by, isAllowed ? now + Lasts : null);

    internal sealed class Table : IEntityTypeConfiguration<Reveal>
    {
        public void Configure(EntityTypeBuilder<Reveal> reveal)
        {
            reveal.ToTable("reveals");
            reveal.Property(r => r.Id).ValueGeneratedNever();
            reveal.HasIndex(r => r.SubjectId);
            reveal.HasIndex(r => r.JudgedBy);
        }
    }
}

internal static class RevealSet
{
    extension(PortalDb db)
    {
        public DbSet<Reveal> Reveals => db.Set<Reveal>();
    }
}
