using Microsoft.Win32.SafeHandles;

namespace WictzPortal.Usage;

/// <summary>
/// Appends frames to the newest segment; for one thread. After a failed write it never touches that segment again: the same frames, with
/// the same sequence, go into a new one.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly Segments _segments;
    private readonly bool _flush;
    private readonly long _segmentBytes;
    private byte[] _buffer = new byte[64 * 1024];
    private SafeFileHandle? _file;
    private SafeFileHandle? _spare;
    private long _segment;
    private long _offset;
    private long _sequence;
    private volatile JournalPosition _committed;

    /// <param name="last">The place behind the last frame there is. Writing begins in a new segment, behind all there are.</param>
    public SegmentWriter(Segments segments, JournalPosition last, Durability durability, long segmentBytes)
    {
        (_segments, _flush, _segmentBytes) = (segments, durability == Durability.Power, segmentBytes);
        (_sequence, _committed) = (last.Sequence, last);
        _segment = Math.Max(last.Segment, segments.Newest);
        Roll();
    }

    /// <summary>All before it is durable.</summary>
    public JournalPosition Committed => _committed;

    public void Write(ReadOnlySpan<JournalRecord> records)
    {
        var bytes = JournalFrame.BytesOfAll(records.Length);
        if (_file is null || (_offset > 0 && _offset + bytes > _segmentBytes))
        {
            Roll();
        }

        var sequence = Encode(records, bytes);
        try
        {
            RandomAccess.Write(_file!, _buffer.AsSpan(0, bytes), _offset);
            if (_flush)
            {
                RandomAccess.FlushToDisk(_file!);
            }
        }
        catch
        {
            // A flush that failed once may seem to succeed when repeated, with the pages gone: this file is over.
            CloseFile();
            throw;
        }

        _offset += bytes;
        _sequence = sequence;
        _committed = new JournalPosition(_segment, _offset, _sequence);
    }

    public void Dispose()
    {
        CloseFile();
        _spare?.Dispose();
    }

    private long Encode(ReadOnlySpan<JournalRecord> records, int bytes)
    {
        if (_buffer.Length < bytes)
        {
            _buffer = new byte[Math.Max(bytes, 2 * _buffer.Length)];
        }

        var sequence = _sequence;
        var at = 0;
        while (records.Length > 0)
        {
            var count = Math.Min(records.Length, JournalFrame.MostRecords);
            at += JournalFrame.Write(_buffer.AsSpan(at), ++sequence, records[..count]);
            records = records[count..];
        }

        return sequence;
    }

    // A spare with its space allocated stands ready, so that a full disk does not stop the journal at once.
    private void Roll()
    {
        CloseFile();
        _file = _spare ?? Create(_segment + 1);
        _spare = null;
        _segment++;
        _offset = 0;
        try
        {
            _spare = Create(_segment + 1);
        }
        catch (IOException)
        {
            // The segment at hand will do. Should there be no space at its end either, the write then says so.
        }
    }

    private SafeFileHandle Create(long segment) => File.OpenHandle(
        _segments.PathOf(segment), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, preallocationSize: _segmentBytes);

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
