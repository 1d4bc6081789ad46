using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>A batch of journal records in PostgreSQL, until it is expanded some moments later. Not used on SQLite, where files do it.</summary>
[NoSubject("frames of many accounts' calls, on their way to usage records"), KeptWhile("its calls are being booked")]
internal sealed class JournalRow
{
    private JournalRow() { }

    internal JournalRow(long sequence, long node, byte[] records) => (Sequence, Node, Records) = (sequence, node, records);

    [NotPersonal("order of arrival")]
    public long Sequence { get; private init; }

    [NotPersonal("number of a node")]
    public long Node { get; private init; }

    /// <summary>A frame; of earlier versions a bare record.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public byte[] Records { get; private init; } = [];

    /// <summary>The records of some rows, in order.</summary>
    /// <exception cref="InvalidDataException">A row is damaged, or a later version of the portal wrote it.</exception>
    public static JournalSlice Read(IEnumerable<JournalRow> rows)
    {
        var (records, mayRepeat) = (new List<JournalRecord>(), false);
        foreach (var row in rows.OrderBy(r => r.Sequence))
        {
            if (row.Records.Length < JournalFrame.BytesOf(1))
            {
                records.Add(JournalRecord.Read(row.Records));
                mayRepeat = true;
                continue;
            }

            if (JournalFrame.ReadHeader(row.Records) is not { } header
                || JournalFrame.ReadRecords(header, row.Records.AsSpan(JournalFrame.HeaderBytes)) is not { } read)
            {
                throw new InvalidDataException($"Row {row.Sequence} of usage_journal is damaged. Restore the database from a backup.");
            }

            records.AddRange(read);
            mayRepeat |= header.MayRepeat;
        }

        return new JournalSlice(records, mayRepeat);
    }

    internal sealed class Table : IEntityTypeConfiguration<JournalRow>
    {
        public void Configure(EntityTypeBuilder<JournalRow> row)
        {
            row.ToTable("usage_journal");
            row.HasKey(r => r.Sequence);
            row.Property(r => r.Sequence).ValueGeneratedOnAdd();
        }
    }
}
