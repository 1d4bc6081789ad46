using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Where the sweep of one table stands: its checkpoint, and what the pages and the alarm show.</summary>
internal sealed class TableState
{
    private TableState() { }

    public TableState(string name) => Name = name;

    [NotPersonal("name of a table")]
    public string Name { get; private init; } = "";

    [NotPersonal("a retention rule")]
    public RetentionRule Rule { get; private set; }

    /// <summary>The last sweep's end.</summary>
    [NotPersonal("time of a run")]
    public DateTimeOffset SweptAt { get; private set; }

    /// <summary>What counted from before it was due in that sweep.</summary>
    [NotPersonal("the end of a retention time")]
    public DateTimeOffset Before { get; private set; }

    [NotPersonal("a count")]
    public long Rows { get; private set; }

    [NotPersonal("a duration")]
    public int Milliseconds { get; private set; }

    /// <summary>The oldest row that is neither restricted nor held; null where there is none.</summary>
    [NotPersonal("time of a row nobody can be found by")]
    public DateTimeOffset? OldestAt { get; private set; }

    /// <summary>Rows past their time that are restricted.</summary>
    [NotPersonal("a count")]
    public int Restricted { get; private set; }

    /// <summary>Rows past their time that a legal hold keeps.</summary>
    [NotPersonal("a count")]
    public int Held { get; private set; }

    public void Note(Swept swept, DateTimeOffset now)
    {
        (Rule, SweptAt, Before, Rows, Milliseconds) = (swept.Rule, now, swept.Before, swept.Rows, (int)swept.Duration.TotalMilliseconds);
        (OldestAt, Restricted, Held) = (swept.Left.OldestAt, swept.Left.Restricted, swept.Left.Held);
    }

    internal sealed class Table : IEntityTypeConfiguration<TableState>
    {
        public void Configure(EntityTypeBuilder<TableState> state)
        {
            state.ToTable("retention_states");
            state.HasKey(s => s.Name);
            state.Property(s => s.Name).HasMaxLength(Destruction.TableLength);
        }
    }
}

/// <summary>What one sweep of one table came to.</summary>
internal sealed record Swept(RetentionRule Rule, DateTimeOffset Before, long Rows, TimeSpan Duration, Left Left);

internal static class RetentionSets
{
    extension(Data.PortalDb db)
    {
        public DbSet<Destruction> Destructions => db.Set<Destruction>();

        public DbSet<RetentionCertificate> RetentionCertificates => db.Set<RetentionCertificate>();

        public DbSet<TableState> TableStates => db.Set<TableState>();
    }
}
