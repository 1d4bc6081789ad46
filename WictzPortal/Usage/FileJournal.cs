using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>The journal beside SQLite: files of 16 MB in <c>journal/</c>, deleted once their records are in the ledger.</summary>
internal sealed partial class FileJournal(
    DataFolder folder, IDbContextFactory<PortalDb> databases, IOptions<SettlementOptions> options, ILogger<FileJournal> log)
    : IUsageJournal, IDisposable
{
    public const long SegmentBytes = 16 * 1024 * 1024;

    private readonly Segments _segments = new(folder.Folder("journal"));
    private readonly List<JournalRecord> _taken = [];      // kept: made anew it would be a large object for each slice
    private FileStream? _owner;
    private SegmentWriter? _writer;
    private GroupCommit? _commit;
    private JournalPosition? _takenTo;
    private long _waiting;

    public long Waiting => Volatile.Read(ref _waiting);

    public TimeSpan Lag => _commit?.Lag ?? TimeSpan.Zero;

    public bool Failing => _commit?.Failing ?? true;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _owner = TakeFolder();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cursor = await db.JournalCursors.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var recovery = JournalRecovery.Run(_segments, cursor?.Position);
        if (recovery.CutBytes > 0)
        {
            LogCut(recovery.CutBytes, recovery.Last.Segment);
        }

        _waiting = recovery.Records;
        _writer = new SegmentWriter(_segments, recovery.Last, options.Value.Durability, SegmentBytes);
        _commit = new GroupCommit(
            "usage journal", records => _writer.Write(records.Span), log, atOnce: options.Value.Durability == Durability.Process);
    }

    public Task AppendAsync(in JournalRecord record)
    {
        var commit = _commit ?? throw new InvalidOperationException("The journal is not open.");
        Interlocked.Increment(ref _waiting);
        return commit.Append(record);
    }

    public void Note(in JournalRecord record, bool isLate)
    {
        if (_commit?.Note(record, isLate) == true)
        {
            Interlocked.Increment(ref _waiting);
        }
    }

    public async Task<JournalSlice> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken)
    {
        var cursor = await db.JournalCursors.SingleOrDefaultAsync(cancellationToken);
        var position = cursor?.Position ?? JournalRecovery.Beginning(_segments);
        Take(ref position, most);
        if (cursor is null)
        {
            db.JournalCursors.Add(new JournalCursor(position));
        }
        else
        {
            cursor.MoveTo(position);
        }

        _takenTo = position;
        return new JournalSlice(_taken, MayRepeat: false);
    }

    public void Taken(int count)
    {
        Interlocked.Add(ref _waiting, -count);
        _segments.DeleteBefore(_takenTo!.Segment);
    }

    public Task<bool> CloseAsync(TimeSpan patience) => Task.Run(() => _commit?.Close(patience) ?? true);

    public void Dispose()
    {
        _commit?.Dispose();
        _writer?.Dispose();
        _owner?.Dispose();
    }

    private void Take(ref JournalPosition position, int most)
    {
        var committed = _writer!.Committed;
        _taken.Clear();
        while (true)
        {
            var isLast = position.Segment >= committed.Segment;
            foreach (var frame in _segments.ReadFrames(position, isLast ? committed.Offset : long.MaxValue))
            {
                // A frame that was written again, after a write that seemed to fail and had not.
                if (frame.Next.Sequence > position.Sequence)
                {
                    JournalRecovery.RequireNext(position, frame.Next, _segments);
                    _taken.AddRange(frame.Records);
                }

                position = frame.Next with { Sequence = Math.Max(position.Sequence, frame.Next.Sequence) };
                if (_taken.Count >= most)
                {
                    return;
                }
            }

            if (isLast)
            {
                return;
            }

            position = new JournalPosition(position.Segment + 1, 0, position.Sequence);
        }
    }

    // Two processes on one journal would destroy it. The system lets go of the lock when its process ends, however it ends.
    private FileStream TakeFolder()
    {
        try
        {
            return new FileStream(folder.File("portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"The data directory {folder.Root} is in use by another portal process. End that one, or set Portal:DataDirectory.", exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cut {Bytes} bytes of a write that a crash had torn from journal segment {Segment}; no answer was released for them.")]
    private partial void LogCut(long bytes, long segment);
}
