using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>Whether a plan may be bought. Numbers are stored: they never change.</summary>
public enum PlanState : byte
{
    Draft = 1,
    Offered = 2,

    /// <summary>Nobody can buy or renew it; who has it keeps it to the end of the period paid for.</summary>
    Withdrawn = 3,
}

/// <summary>What is sold by the period: its name and its place on the price page. What it costs and grants is in its versions.</summary>
internal sealed class Plan
{
    public const int CodeLength = 40;
    public const int NameLength = 60;
    public const int DescriptionLength = 300;

    private Plan() { }

    public Plan(string code) => Code = code;

    [NotPersonal("random id of a plan")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>The operator's short name, such as <c>team</c>.</summary>
    [NotPersonal("what is sold")]
    public string Code { get; private init; } = "";

    [NotPersonal("what is sold")]
    public string NameTr { get; private set; } = "";

    [NotPersonal("what is sold")]
    public string NameEn { get; private set; } = "";

    [NotPersonal("what is sold")]
    public string DescriptionTr { get; private set; } = "";

    [NotPersonal("what is sold")]
    public string DescriptionEn { get; private set; } = "";

    /// <summary>Its place on the price page, from the left.</summary>
    [NotPersonal("order of a list")]
    public int Position { get; private set; }

    [NotPersonal("what is sold")]
    public PlanState State { get; private set; } = PlanState.Draft;

    public void Describe(PlanDraft draft)
    {
        (NameTr, NameEn) = (draft.NameTr.Trim(), draft.NameEn.Trim());
        (DescriptionTr, DescriptionEn) = (draft.DescriptionTr.Trim(), draft.DescriptionEn.Trim());
        Position = draft.Position;
    }

    public void Offer() => State = PlanState.Offered;

    public void Withdraw() => State = PlanState.Withdrawn;

    public PlanFacts ToFacts() => new(Id, Code, State, Position, NameTr, NameEn, DescriptionTr, DescriptionEn);

    internal sealed class Table : IEntityTypeConfiguration<Plan>
    {
        public void Configure(EntityTypeBuilder<Plan> plan)
        {
            plan.ToTable("plans");
            plan.Property(p => p.Code).HasMaxLength(CodeLength);
            plan.Property(p => p.NameTr).HasMaxLength(NameLength);
            plan.Property(p => p.NameEn).HasMaxLength(NameLength);
            plan.Property(p => p.DescriptionTr).HasMaxLength(DescriptionLength);
            plan.Property(p => p.DescriptionEn).HasMaxLength(DescriptionLength);
            plan.HasIndex(p => p.Code).IsUnique();
        }
    }
}

/// <summary>A plan, as other folders see it.</summary>
public sealed record PlanFacts(
    Guid Id, string Code, PlanState State, int Position, string NameTr, string NameEn, string DescriptionTr, string DescriptionEn)
{
    /// <summary>In the language of the page.</summary>
    public string Name => IsTurkish ? NameTr : NameEn;

    /// <summary>In the language of the page.</summary>
    public string Description => IsTurkish ? DescriptionTr : DescriptionEn;

    private static bool IsTurkish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr";
}

internal static class PlanSets
{
    extension(PortalDb db)
    {
        public DbSet<Plan> Plans => db.Set<Plan>();

        public DbSet<PlanVersion> PlanVersions => db.Set<PlanVersion>();

        public DbSet<Subscription> Subscriptions => db.Set<Subscription>();
    }
}
