using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>What is taken from the journal at once, in order.</summary>
/// <param name="MayRepeat">Whether some of it may have been taken before, as part of the slice before this one.</param>
internal readonly record struct JournalSlice(IReadOnlyList<JournalRecord> Records, bool MayRepeat);

/// <summary>
/// Where settled calls are safe before their last bytes are released. A file beside SQLite, a table on PostgreSQL; the
/// expander moves what it holds into usage records, ledger and roll-ups.
/// </summary>
internal interface IUsageJournal
{
    /// <summary>Records that have been appended and not yet expanded.</summary>
    long Waiting { get; }

    /// <summary>How long the oldest append has been waiting to become durable; zero when none is.</summary>
    TimeSpan Lag { get; }

    /// <summary>Whether the last write failed and none has succeeded since.</summary>
    bool Failing { get; }

    /// <summary>Takes hold of the journal and finds what a crash has left. Before it nothing can be appended.</summary>
    /// <exception cref="InvalidDataException">Records are missing: the portal must not start.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The task completes when the record is durable. For want of disk or database it waits; it fails after half a minute, and the record
    /// is written all the same as soon as that is possible.
    /// </summary>
    Task AppendAsync(in JournalRecord record);

    /// <summary>Appends a record that nobody waits for: it becomes durable with the next one that is awaited, or some 50 ms later.</summary>
    /// <param name="isLate">Whether what it tells may only now be happening, so that it should rather come too late than too early.</param>
    void Note(in JournalRecord record, bool isLate = false);

    /// <summary>
    /// Takes the next records as part of the transaction on <paramref name="db"/>: those of a call in the order in which they were appended,
    /// and some perhaps twice. They are there until the next are taken.
    /// </summary>
    Task<JournalSlice> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken);

    /// <summary>The transaction that took <paramref name="count"/> records has been committed.</summary>
    void Taken(int count);

    /// <summary>Takes no more records, and makes durable what there is.</summary>
    /// <returns>False when that was not possible within <paramref name="patience"/>.</returns>
    Task<bool> CloseAsync(TimeSpan patience);
}
