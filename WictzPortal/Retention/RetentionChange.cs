using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Where a change of a retention time stands. Numbers are stored: they never change.</summary>
public enum RetentionChangeState : byte
{
    /// <summary>Longer than now: waits for the privacy notice that tells of it, and for somebody else.</summary>
    Asked = 1,

    /// <summary>In force since it was decided, until a later one.</summary>
    InForce = 2,
    Rejected = 3,
}

/// <summary>A change of how long something is kept: who wants it and why, and who agreed. With its decisions it is the setting's history.</summary>
[NoSubject("what staff do to a setting"), KeptWhile("the portal is run: it proves what was promised when")]
internal sealed class RetentionChange
{
    public const int ReasonLength = 500;

    private RetentionChange() { }

    public RetentionChange(RetentionRule rule, int fromDays, int toDays, string reason, Guid askedBy, DateTimeOffset now) =>
        (Rule, FromDays, ToDays, Reason, AskedBy, AskedAt) = (rule, fromDays, toDays, reason, askedBy, now);

    [NotPersonal("random id of a change")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("a retention rule")]
    public RetentionRule Rule { get; private init; }

    [NotPersonal("a setting")]
    public int FromDays { get; private init; }

    [NotPersonal("a setting")]
    public int ToDays { get; private init; }

    [NotPersonal("why a setting is to change")]
    public string Reason { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid AskedBy { get; private init; }

    [NotPersonal("when a change was asked for")]
    public DateTimeOffset AskedAt { get; private init; }

    [NotPersonal("how a change stands")]
    public RetentionChangeState State { get; private set; } = RetentionChangeState.Asked;

    /// <summary>Who agreed or refused; of a change to less, who made it.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? JudgedBy { get; private set; }

    [NotPersonal("when a change was decided")]
    public DateTimeOffset? JudgedAt { get; private set; }

    /// <summary>The version of the privacy notice that told of it.</summary>
    [NotPersonal("number of a version")]
    public string? NoticeVersion { get; private set; }

    public bool IsLonger => ToDays > FromDays;

    public void Decide(RetentionChangeState state, string? noticeVersion, Guid by, DateTimeOffset now) =>
        (State, NoticeVersion, JudgedBy, JudgedAt) = (state, noticeVersion, by, now);

    internal sealed class Table : IEntityTypeConfiguration<RetentionChange>
    {
        public void Configure(EntityTypeBuilder<RetentionChange> change)
        {
            change.ToTable(
                "retention_changes",
                table => table.HasCheckConstraint("longer_by_two", "\"ToDays\" < \"FromDays\" OR \"State\" <> 2 OR \"JudgedBy\" <> \"AskedBy\""));
            change.Ignore(c => c.IsLonger);
            change.Property(c => c.Reason).HasMaxLength(ReasonLength);
            change.Property(c => c.NoticeVersion).HasMaxLength(20);
            change.Property(c => c.State).IsConcurrencyToken();
        }
    }
}

internal static class RetentionChangeSet
{
    extension(PortalDb db)
    {
        public DbSet<RetentionChange> RetentionChanges => db.Set<RetentionChange>();
    }
}
