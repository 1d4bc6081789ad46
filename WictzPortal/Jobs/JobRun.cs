using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Jobs;

/// <summary>One finished execution of a job. Kept 90 days; it knows no person.</summary>
internal sealed class JobRun
{
    public const int NameLength = 150;

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("name of a class of the portal")]
    public string Job { get; init; } = "";

    [NotPersonal("time of a machine's work")]
    public DateTimeOffset StartedAt { get; init; }

    [NotPersonal("time of a machine's work")]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>What the job touched; null where it does not count.</summary>
    [NotPersonal("a count of rows")]
    public long? Rows { get; init; }

    /// <summary>The type of the exception that ended it; null when all went well. Its message could name a person.</summary>
    [NotPersonal("name of an exception type")]
    public string? ErrorClass { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<JobRun>
    {
        public void Configure(EntityTypeBuilder<JobRun> run)
        {
            run.ToTable("job_runs");
            run.Property(r => r.Job).HasMaxLength(NameLength);
            run.Property(r => r.ErrorClass).HasMaxLength(NameLength);
            run.HasIndex(r => new { r.Job, r.StartedAt });
            run.HasIndex(r => r.EndedAt);
        }
    }
}

internal static class JobRunSet
{
    extension(PortalDb db)
    {
        public DbSet<JobRun> JobRuns => db.Set<JobRun>();
    }
}
