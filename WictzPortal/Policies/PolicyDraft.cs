using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>Where a draft stands. Numbers are stored: they never change.</summary>
public enum DraftState : byte
{
    /// <summary>Asked for by one person; a second one has not decided.</summary>
    Asked = 1,
    Published = 2,
    Rejected = 3,
}

/// <summary>A next version of a document: written and weighed by one member of staff, approved by another.</summary>
[NoSubject("names only the staff who answer for a public text")]
internal sealed class PolicyDraft
{
    public const int TemplateLength = 60_000;

    private PolicyDraft() { }

    public PolicyDraft(NewPolicyDraft draft, PolicyText text, Significance significance, Guid askedBy, DateTimeOffset now)
    {
        (Kind, Significance, AskedBy, AskedAt) = (draft.Kind, significance, askedBy, now);
        (TemplateTr, TemplateEn, TextTr, TextEn) = (text.TemplateTr, text.TemplateEn, text.Turkish, text.English);
        (SummaryTr, SummaryEn, Reason) = (draft.SummaryTr.Trim(), draft.SummaryEn.Trim(), draft.Reason.Trim());
    }

    [NotPersonal("random id of a draft")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("which document")]
    public PolicyKind Kind { get; private init; }

    [NotPersonal("a text to be published")]
    public string TemplateTr { get; private init; } = "";

    [NotPersonal("a text to be published")]
    public string TemplateEn { get; private init; } = "";

    /// <summary>What was read by who asked, and must still be the same when it is approved.</summary>
    [NotPersonal("a text to be published")]
    public string TextTr { get; private init; } = "";

    [NotPersonal("a text to be published")]
    public string TextEn { get; private init; } = "";

    [NotPersonal("a text to be published")]
    public string SummaryTr { get; private init; } = "";

    [NotPersonal("a text to be published")]
    public string SummaryEn { get; private init; } = "";

    [NotPersonal("why a text is to change")]
    public string Reason { get; private init; } = "";

    [NotPersonal("how a text differs from the one before")]
    public Significance Significance { get; private init; }

    [NotPersonal("where a draft stands")]
    public DraftState State { get; private set; } = DraftState.Asked;

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid AskedBy { get; private init; }

    [NotPersonal("when a change of a text was asked for")]
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Who approved or rejected it: never who asked, except to withdraw it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? JudgedBy { get; private set; }

    [NotPersonal("when a change of a text was decided")]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset? JudgedAt { get; private set; }

    internal sealed class Table : IEntityTypeConfiguration<PolicyDraft>
    {
        public void Configure(EntityTypeBuilder<PolicyDraft> draft)
        {
            draft.ToTable("policy_drafts");
            draft.Property(d => d.Id).ValueGeneratedNever();
            draft.Property(d => d.SummaryTr).HasMaxLength(PolicyVersion.SummaryLength);
            draft.Property(d => d.SummaryEn).HasMaxLength(PolicyVersion.SummaryLength);
            draft.Property(d => d.Reason).HasMaxLength(PolicyVersion.ReasonLength);
            draft.HasIndex(d => d.State);
        }
    }
}

/// <summary>What a member of staff writes.</summary>
/// <param name="SummaryTr">What changed, for who reads the mail and the banner.</param>
/// <param name="Significance">As the writer weighs it; facts may make it heavier.</param>
internal sealed record NewPolicyDraft(
    PolicyKind Kind, string TemplateTr, string TemplateEn, string SummaryTr, string SummaryEn, string Reason, Significance Significance);

internal static class PolicyDraftSet
{
    extension(PortalDb db)
    {
        public DbSet<PolicyDraft> PolicyDrafts => db.Set<PolicyDraft>();
    }
}
