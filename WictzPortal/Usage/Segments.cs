using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace WictzPortal.Usage;

/// <summary>A place between two frames of the journal.</summary>
internal sealed record JournalPosition(long Segment, long Offset, long Sequence);

/// <summary>A frame read back, and the place behind it.</summary>
internal readonly record struct ReadFrame(JournalRecord[] Records, JournalPosition Next);

/// <summary>The segment files of a journal folder: <c>0000000001.journal</c> and so on.</summary>
internal sealed class Segments(string folder)
{
    private const string Extension = ".journal";

    public string PathOf(long segment) => Path.Combine(folder, segment.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The numbers of the segments there are, ascending.</summary>
    public IReadOnlyList<long> List() =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => long.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .Order(),
    ];

    /// <summary>The newest segment's number; 0 without one.</summary>
    public long Newest => List() is [.., var newest] ? newest : 0;

    public void DeleteBefore(long segment)
    {
        foreach (var passed in List().Where(number => number < segment))
        {
            File.Delete(PathOf(passed));
        }
    }

    /// <summary>Reads the frames from a place on, to the end of its segment or to where no whole frame stands.</summary>
    /// <param name="end">Nothing at or behind this offset is read; it may be in the middle of a write.</param>
    public IEnumerable<ReadFrame> ReadFrames(JournalPosition from, long end = long.MaxValue)
    {
        var path = PathOf(from.Segment);
        if (!File.Exists(path))
        {
            yield break;
        }

        // Many frames at a time: most hold the records of a call or two.
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var piece = new Piece(file);
        var position = from;
        while (position.Offset < end && piece.Read(position) is { } frame)
        {
            yield return frame;
            position = frame.Next;
        }
    }

    /// <summary>A part of a segment in memory.</summary>
    private sealed class Piece(SafeFileHandle file) : IDisposable
    {
        private const int UsualBytes = 64 * 1024;

        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualBytes);
        private long _start;
        private int _length;

        public ReadFrame? Read(JournalPosition at)
        {
            var frame = Parse(at, out var needed);
            if (frame is not null || needed == 0)
            {
                return frame;
            }

            Fill(at.Offset, needed);
            frame = Parse(at, out needed);      // its header may have told only now how long it is
            if (frame is null && needed > _length)
            {
                Fill(at.Offset, needed);
                frame = Parse(at, out _);
            }

            return frame;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

        /// <param name="needed">How many bytes there must be for a frame; 0 where none can stand there.</param>
        private ReadFrame? Parse(JournalPosition at, out int needed)
        {
            var bytes = at.Offset >= _start && at.Offset < _start + _length ? _bytes.AsSpan((int)(at.Offset - _start).._length) : default;
            needed = JournalFrame.HeaderBytes;
            if (bytes.Length < needed)
            {
                return null;
            }

            if (JournalFrame.ReadHeader(bytes) is not { } header)
            {
                needed = 0;
                return null;
            }

            needed += header.PayloadBytes;
            return bytes.Length < needed || JournalFrame.ReadRecords(header, bytes[JournalFrame.HeaderBytes..needed]) is not { } records
                ? null
                : new ReadFrame(records, new JournalPosition(at.Segment, at.Offset + needed, header.Sequence));
        }

        private void Fill(long offset, int needed)
        {
            if (_bytes.Length < needed)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(needed);
            }

            (_start, _length) = (offset, RandomAccess.Read(file, _bytes, offset));
        }
    }
}
