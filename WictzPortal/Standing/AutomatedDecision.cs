using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>What a human made of an automated decision. Numbers are stored: they never change.</summary>
public enum ReviewOutcome : byte
{
    Upheld = 1,
    Reversed = 2,
}

/// <summary>An outcome against a person that a rule came to without a human (KVKK 11/1-g, GDPR art. 22), and its review.</summary>
internal sealed class AutomatedDecision
{
    public const int ViewLength = 2000;

    private AutomatedDecision() { }

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; private init; }

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public string RuleId { get; private init; } = "";

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public int RuleVersion { get; private init; }

    /// <summary>What the rule looked at, as JSON.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed Inputs { get; private init; }

    /// <summary>Such as <c>order refused</c>.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public string Outcome { get; private init; } = "";

    /// <summary>The record it was about, by its id or number.</summary>
    [NotPersonal("the number of a record of the portal")]
    public string? Target { get; private init; }

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset At { get; private init; }

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public string ExplanationEn { get; private init; } = "";

    [Personal(DataCategory.RiskManagement, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public string ExplanationTr { get; private init; } = "";

    /// <summary>When the person asked for a human.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>The person's own view of it.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? View { get; private set; }

    [NotPersonal("when a review is due")]
    public DateOnly? DueOn { get; private set; }

    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>A member of staff: the portal cannot review itself.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Secret)]
    public Guid? ReviewedBy { get; private set; }

    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Delete, ExportScope.Access)]
    public ReviewOutcome? Review { get; private set; }

    /// <summary>Why the reviewer decided so, for the person to read.</summary>
    [Personal(DataCategory.RiskManagement, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Aggregate365, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? Reasons { get; private set; }

    /// <summary>From then its year runs; null while it is disputed.</summary>
    [NotPersonal("when a record's retention begins")]
    [KeptFrom(RetentionRule.Aggregate365)]
    public DateTimeOffset? SettledAt { get; private set; }

    public static AutomatedDecision Of(
        DecisionRule rule, Guid userId, Sealed inputs, string outcome, string? target, DateTimeOffset now) => new()
    {
        UserId = userId, RuleId = rule.Id, RuleVersion = rule.Version, Inputs = inputs, Outcome = outcome, Target = target, At = now,
        ExplanationEn = rule.ExplanationEn, ExplanationTr = rule.ExplanationTr, SettledAt = now,
    };

    public void Ask(Sealed? view, DateOnly dueOn, DateTimeOffset now) => (AskedAt, View, DueOn, SettledAt) = (now, view, dueOn, null);

    public void Decide(ReviewOutcome outcome, Sealed reasons, Guid by, DateTimeOffset now) =>
        (Review, Reasons, ReviewedBy, ReviewedAt, SettledAt) = (outcome, reasons, by, now, now);

    internal sealed class Table : IEntityTypeConfiguration<AutomatedDecision>
    {
        public void Configure(EntityTypeBuilder<AutomatedDecision> decision)
        {
            decision.ToTable("automated_decisions");
            decision.Property(d => d.Id).ValueGeneratedNever();
            decision.Property(d => d.RuleId).HasMaxLength(60);
            decision.Property(d => d.Outcome).HasMaxLength(100);
            decision.Property(d => d.Target).HasMaxLength(100);
            decision.Property(d => d.ExplanationEn).HasMaxLength(1000);
            decision.Property(d => d.ExplanationTr).HasMaxLength(1000);
            decision.HasIndex(d => d.UserId);
            decision.HasIndex(d => d.DueOn);
            decision.HasIndex(d => d.SettledAt);
        }
    }
}

internal static class AutomatedDecisionSet
{
    extension(PortalDb db)
    {
        public DbSet<AutomatedDecision> AutomatedDecisions => db.Set<AutomatedDecision>();
    }
}
