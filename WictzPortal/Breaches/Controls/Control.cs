using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>Something that must be looked at again and again, such as who has access. Due dates follow from the last time it was done.</summary>
internal sealed class Control
{
    public const int NameLength = 200;
    public const int OwnerLength = 100;

    private Control() { }

    public Control(string name, string owner, int everyDays, DateOnly dueOn) => (Name, Owner, EveryDays, DueOn) = (name, owner, everyDays, dueOn);

    [NotPersonal("random id of a control")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("what is looked at")]
    public string Name { get; private init; } = "";

    /// <summary>A role or a team of the operator.</summary>
    [NotPersonal("a role of the operator")]
    public string Owner { get; private init; } = "";

    [NotPersonal("how often")]
    public int EveryDays { get; private init; }

    [NotPersonal("a due date")]
    public DateOnly DueOn { get; private set; }

    [NotPersonal("whether it is kept up")]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Counted from the day it was done, not from the day it was due: two late ones do not come close together.</summary>
    public void Do(DateOnly today) => DueOn = today.AddDays(EveryDays);

    public void End(DateTimeOffset now) => EndedAt = now;

    internal sealed class Table : IEntityTypeConfiguration<Control>
    {
        public void Configure(EntityTypeBuilder<Control> control)
        {
            control.ToTable("controls");
            control.Property(c => c.Id).ValueGeneratedNever();
            control.Property(c => c.Name).HasMaxLength(NameLength);
            control.Property(c => c.Owner).HasMaxLength(OwnerLength);
        }
    }
}

/// <summary>One time that a control was done, with what was found and the file that proves it.</summary>
internal sealed class ControlRun
{
    public const int FindingsLength = 2000;
    public const int FileLength = 120;
    public const int MostBytes = 2 * 1024 * 1024;

    private ControlRun() { }

    public ControlRun(Guid controlId, Sealed findings, string? fileName, Sealed? file, Guid by, DateTimeOffset now) =>
        (ControlId, Findings, FileName, File, By, At) = (controlId, findings, fileName, file, by, now);

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a control")]
    public Guid ControlId { get; private init; }

    [NotPersonal("what the operator found, sealed")]
    public Sealed Findings { get; private init; }

    [NotPersonal("name of a file of the operator")]
    public string? FileName { get; private init; }

    [NotPersonal("a file of the operator, sealed")]
    public Sealed? File { get; private init; }

    [NotPersonal("who of the staff did it")]
    public Guid By { get; private init; }

    /// <summary>Five years from here.</summary>
    [NotPersonal("when it was done")]
    [KeptFrom(RetentionRule.Transient, Days = 1827)]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<ControlRun>
    {
        public void Configure(EntityTypeBuilder<ControlRun> run)
        {
            run.ToTable("control_runs");
            run.Property(r => r.Id).ValueGeneratedNever();
            run.Property(r => r.FileName).HasMaxLength(FileLength);
            run.HasIndex(r => r.ControlId);
        }
    }
}

internal static class ControlSets
{
    extension(PortalDb db)
    {
        public DbSet<Control> Controls => db.Set<Control>();

        public DbSet<ControlRun> ControlRuns => db.Set<ControlRun>();
    }
}
