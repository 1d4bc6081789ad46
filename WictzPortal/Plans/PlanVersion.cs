using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>What happens to calls when a plan's allowance is used up. Numbers are stored: they never change.</summary>
public enum PlanOverage : byte
{
    /// <summary>They are refused until the next period: the wallet is not touched.</summary>
    Stop = 1,

    /// <summary>The wallet pays.</summary>
    Wallet = 2,
}

/// <summary>A plan's price and what it grants, from a day on. Never changes: what was sold stays what it was.</summary>
internal sealed class PlanVersion
{
    private static readonly JsonSerializerOptions Json = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private PlanVersion() { }

    [NotPersonal("random id of a price")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a plan")]
    public Guid PlanId { get; private init; }

    [NotPersonal("when a price begins")]
    public DateTimeOffset ValidFrom { get; private init; }

    /// <summary>Without tax. 0 is a free plan.</summary>
    [NotPersonal("a price")]
    public long PriceKurus { get; private init; }

    [NotPersonal("what is sold")]
    public PlanPeriod Period { get; private init; }

    /// <summary>Credit for one period. It ends with the period.</summary>
    [NotPersonal("what is sold")]
    public Money Allowance { get; private init; }

    [NotPersonal("what is sold")]
    public PlanOverage Overage { get; private init; }

    /// <summary>0 for none.</summary>
    [NotPersonal("what is sold")]
    public int TrialDays { get; private init; }

    [NotPersonal("what is sold")]
    public LimitSet Limits { get; private init; } = LimitSet.None;

    public static PlanVersion Of(Guid planId, NewPlanVersion version, DateTimeOffset from) => new()
    {
        PlanId = planId,
        ValidFrom = from,
        PriceKurus = version.PriceKurus,
        Period = version.Period,
        Allowance = version.Allowance,
        Overage = version.Overage,
        TrialDays = version.TrialDays,
        Limits = version.Limits,
    };

    public PlanVersionFacts ToFacts() => new(Id, PlanId, ValidFrom, PriceKurus, Period, Allowance, Overage, TrialDays, Limits);

    internal sealed class Table : IEntityTypeConfiguration<PlanVersion>
    {
        public void Configure(EntityTypeBuilder<PlanVersion> version)
        {
            version.ToTable("plan_versions");
            version.HasIndex(v => new { v.PlanId, v.ValidFrom }).IsUnique();
            version.Property(v => v.Limits).HasConversion(
                limits => JsonSerializer.Serialize(limits, Json), text => JsonSerializer.Deserialize<LimitSet>(text, Json)!);
        }
    }
}

/// <summary>A plan's price and what it grants from <paramref name="ValidFrom"/> on, as other folders see it.</summary>
/// <param name="PriceKurus">Without tax. 0 is a free plan.</param>
public sealed record PlanVersionFacts(
    Guid Id, Guid PlanId, DateTimeOffset ValidFrom, long PriceKurus, PlanPeriod Period, Money Allowance, PlanOverage Overage, int TrialDays,
    LimitSet Limits)
{
    public bool IsFree => PriceKurus == 0;

    public Money Price => Money.FromKurus(PriceKurus);
}

/// <summary>A plan together with one of its versions.</summary>
public sealed record PricedPlan(PlanFacts Plan, PlanVersionFacts Version);
