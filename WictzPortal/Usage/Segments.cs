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

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var position = from;
        while (position.Offset < end && ReadFrame(file, position) is { } frame)
        {
            yield return frame;
            position = frame.Next;
        }
    }

    private static ReadFrame? ReadFrame(SafeFileHandle file, JournalPosition at)
    {
        Span<byte> bytes = stackalloc byte[JournalFrame.HeaderBytes];
        if (RandomAccess.Read(file, bytes, at.Offset) < bytes.Length || JournalFrame.ReadHeader(bytes) is not { } header)
        {
            return null;
        }

        var rented = ArrayPool<byte>.Shared.Rent(header.PayloadBytes);
        try
        {
            var payload = rented.AsSpan(0, header.PayloadBytes);
            return RandomAccess.Read(file, payload, at.Offset + bytes.Length) < payload.Length
                || JournalFrame.ReadRecords(header, payload) is not { } records ? null
                : new ReadFrame(records, new JournalPosition(at.Segment, at.Offset + bytes.Length + payload.Length, header.Sequence));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
