using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>What may limit the processing of a person's data. Numbers are stored: they never change.</summary>
public enum MeasureKind : byte
{
    /// <summary>Stored only, with the exceptions of GDPR art. 18(2).</summary>
    Restriction = 1,

    /// <summary>No use for improvement and analysis (GDPR art. 21).</summary>
    Objection = 2,

    /// <summary>Waits for its erasure.</summary>
    Freeze = 3,

    /// <summary>Shut out of the service by staff; the person's rights go on.</summary>
    Suspension = 4,
}

/// <summary>Why data is restricted: the letters of GDPR art. 18(1). Numbers are stored: they never change.</summary>
public enum RestrictionGround : byte
{
    /// <summary>(a) The person says that data is wrong, and it is being checked.</summary>
    AccuracyContested = 1,

    /// <summary>(b) The processing was unlawful, and the person wants the data kept.</summary>
    Unlawful = 2,

    /// <summary>(c) The person needs the data for a legal claim.</summary>
    NeededForClaims = 3,

    /// <summary>(d) The person has objected, and whose reasons weigh more is being decided.</summary>
    ObjectionPending = 4,
}

/// <summary>One limit on the processing of one person's data, from when until when. Those that have ended stay as the history.</summary>
internal sealed class Measure
{
    /// <summary>How long before a restriction is lifted the person is told (GDPR art. 18(3)).</summary>
    public static readonly TimeSpan LiftNotice = TimeSpan.FromDays(3);

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromDays(30);

    private Measure() { }

    public Measure(Guid userId, MeasureKind kind, Guid? placedBy, DateTimeOffset now) =>
        (UserId, Kind, PlacedBy, Since) = (userId, kind, placedBy, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public MeasureKind Kind { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public RestrictionGround? Ground { get; private init; }

    /// <summary>The only kinds of data it covers, as one bit each; null for all.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public int? CategoryBits { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset Since { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Evidence3Years)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The person's reason, or that of staff; sealed under the person's key.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? Reason { get; init; }

    /// <summary>Since when the person wants API calls served in spite of the restriction; null for not.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? KeptRunningSince { get; private set; }

    /// <summary>When staff look again whether it is still needed.</summary>
    [NotPersonal("when a review is due")]
    public DateTimeOffset? ReviewAt { get; private set; }

    /// <summary>From when on it may be lifted: the person has been told.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? LiftsAt { get; private set; }

    /// <summary>The person, or a member of staff.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? PlacedBy { get; private init; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? EndedBy { get; private set; }

    public IReadOnlyList<DataCategory>? Categories =>
        CategoryBits is { } bits ? [.. Enum.GetValues<DataCategory>().Where(c => (bits & (1 << (int)c)) != 0)] : null;

    /// <param name="categories">Null or empty for all data.</param>
    public static Measure Restriction(
        Guid userId, RestrictionGround ground, IReadOnlyCollection<DataCategory>? categories, Sealed? reason, Guid? placedBy, DateTimeOffset now) =>
        new(userId, MeasureKind.Restriction, placedBy, now)
        {
            Ground = ground,
            CategoryBits = categories is { Count: > 0 } ? categories.Aggregate(0, (bits, category) => bits | (1 << (int)category)) : null,
            Reason = reason,
            ReviewAt = now + ReviewEvery,
        };

    public void KeepRunning(bool wanted, DateTimeOffset now) => KeptRunningSince = wanted ? KeptRunningSince ?? now : null;

    public void Review(DateTimeOffset now) => ReviewAt = now + ReviewEvery;

    /// <summary>Announcing it twice keeps the first time.</summary>
    public void AnnounceLift(DateTimeOffset now) => LiftsAt ??= now + LiftNotice;

    public void End(Guid? by, DateTimeOffset now) => (EndedAt, EndedBy, ReviewAt) = (now, by, null);

    internal sealed class Table : IEntityTypeConfiguration<Measure>
    {
        public void Configure(EntityTypeBuilder<Measure> measure)
        {
            measure.ToTable("standing_measures");
            measure.Property(m => m.Id).ValueGeneratedNever();
            measure.Ignore(m => m.Categories);
            measure.HasIndex(m => m.UserId);
            measure.HasIndex(m => m.EndedAt);
        }
    }
}

internal static class MeasureSet
{
    extension(PortalDb db)
    {
        public DbSet<Measure> Measures => db.Set<Measure>();
    }
}
