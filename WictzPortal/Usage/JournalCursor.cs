using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>How far the journal's files are in the ledger. One row, moved in the transaction that wrote the records.</summary>
internal sealed class JournalCursor
{
    private JournalCursor() { }

    public JournalCursor(JournalPosition position) => MoveTo(position);

    [NotPersonal("always 1")]
    public int Id { get; private init; } = 1;

    [NotPersonal("number of a journal file")]
    public long Segment { get; private set; }

    [NotPersonal("place in a journal file")]
    public long Offset { get; private set; }

    [NotPersonal("number of a journal frame")]
    public long Sequence { get; private set; }

    public JournalPosition Position => new(Segment, Offset, Sequence);

    public void MoveTo(JournalPosition position) => (Segment, Offset, Sequence) = (position.Segment, position.Offset, position.Sequence);

    internal sealed class Table : IEntityTypeConfiguration<JournalCursor>
    {
        public void Configure(EntityTypeBuilder<JournalCursor> cursor)
        {
            cursor.ToTable("usage_journal_cursor");
            cursor.Property(c => c.Id).ValueGeneratedNever();
            cursor.Ignore(c => c.Position);
        }
    }
}
