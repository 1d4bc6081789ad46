using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Why data was destroyed. Numbers are stored: they never change.</summary>
public enum DestructionReason : byte
{
    /// <summary>Its retention time was over.</summary>
    TimeIsUp = 1,

    /// <summary>The person asked for it (KVKK art. 7, GDPR art. 17).</summary>
    Request = 2,

    /// <summary>The account was closed.</summary>
    AccountClosed = 3,

    /// <summary>The person is under age.</summary>
    UnderAge = 4,

    /// <summary>A consent was withdrawn.</summary>
    Withdrawal = 5,

    /// <summary>A backup was restored, and what had been erased since was erased again.</summary>
    Restore = 6,
}

/// <summary>Something that was destroyed, to be written into the destruction log. Nothing of it may lead to a person.</summary>
/// <param name="RunId">What was done together, such as one sweep or one purge.</param>
/// <param name="Table">The table's name; <c>key_store</c> for a key that was destroyed.</param>
public sealed record Destroyed(Guid RunId, string Table, RetentionRule Rule, ErasureMethod Method, DestructionReason Reason, long Rows)
{
    /// <summary>What counted from before this moment was due; null where age was not the reason.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>One line of the destruction log (by-law on erasure art. 7/3). Never changed; kept for good, as nothing in it is personal.</summary>
internal sealed class Destruction
{
    public const int TableLength = 60;

    private Destruction() { }

    public Destruction(Destroyed what, DateTimeOffset now)
    {
        (RunId, TableName, Rule, Method, Reason, Rows, Before) = (what.RunId, what.Table, what.Rule, what.Method, what.Reason, what.Rows, what.Before);
        At = now;
    }

    [NotPersonal("number of a line")]
    public long Id { get; private init; }

    [NotPersonal("random id of a run")]
    public Guid RunId { get; private init; }

    [NotPersonal("time of a deletion")]
    public DateTimeOffset At { get; private init; }

    [NotPersonal("name of a table")]
    public string TableName { get; private init; } = "";

    [NotPersonal("a retention rule")]
    public RetentionRule Rule { get; private init; }

    [NotPersonal("how it was destroyed")]
    public ErasureMethod Method { get; private init; }

    [NotPersonal("why it was destroyed")]
    public DestructionReason Reason { get; private init; }

    [NotPersonal("a count")]
    public long Rows { get; private init; }

    [NotPersonal("the end of a retention time")]
    public DateTimeOffset? Before { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<Destruction>
    {
        public void Configure(EntityTypeBuilder<Destruction> destruction)
        {
            destruction.ToTable("destruction_log");
            destruction.Property(d => d.TableName).HasMaxLength(TableLength);
            destruction.HasIndex(d => d.At);
            destruction.HasIndex(d => d.RunId);
        }
    }
}

/// <summary>Writes down what was destroyed, when and how, and never whose.</summary>
public sealed class DestructionLog(TimeProvider clock)
{
    /// <summary>Writes with the caller's transaction, if one is open, so that the deletion and its proof are both there or neither is.</summary>
    public async Task WriteAsync(PortalDb db, IEnumerable<Destroyed> what, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        db.Set<Destruction>().AddRange(what.Where(destroyed => destroyed.Rows > 0).Select(destroyed => new Destruction(destroyed, now)));
        await db.SaveChangesAsync(cancellationToken);
    }
}
