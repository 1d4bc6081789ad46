namespace WictzPortal.Usage;

/// <summary>What was found behind the cursor at start.</summary>
/// <param name="Last">The place behind the last whole frame.</param>
/// <param name="Records">Records that are not in the ledger yet.</param>
/// <param name="CutBytes">Bytes of a torn write that were cut off.</param>
internal sealed record JournalRecovery(JournalPosition Last, long Records, long CutBytes)
{
    /// <summary>
    /// Reads all frames behind the cursor. A torn end is cut off, with segments that hold no frame yet; a frame that is missing anywhere else means that settled calls are lost,
    /// and the portal must not start as if nothing were.
    /// </summary>
    /// <exception cref="InvalidDataException">A frame is missing or damaged.</exception>
    public static JournalRecovery Run(Segments segments, JournalPosition? cursor)
    {
        var start = cursor ?? Beginning(segments);
        segments.DeleteBefore(start.Segment);
        var last = start;
        long records = 0;
        foreach (var segment in segments.List())
        {
            var from = segment == start.Segment ? start : new JournalPosition(segment, 0, last.Sequence);
            foreach (var frame in segments.ReadFrames(from))
            {
                if (frame.Next.Sequence > last.Sequence)
                {
                    RequireNext(last, frame.Next, segments);
                    records += frame.Records.Length;
                }

                last = frame.Next with { Sequence = Math.Max(last.Sequence, frame.Next.Sequence) };
            }
        }

        var cut = CutTail(segments, last);
        foreach (var empty in segments.List().Where(number => number > last.Segment))
        {
            File.Delete(segments.PathOf(empty));
        }

        return new JournalRecovery(last, records, cut);
    }

    /// <summary>Where a journal without a cursor begins.</summary>
    public static JournalPosition Beginning(Segments segments) => new(segments.List() is [var first, ..] ? first : 1, 0, 0);

    public static void RequireNext(JournalPosition last, JournalPosition next, Segments segments)
    {
        if (next.Sequence > last.Sequence + 1)
        {
            throw new InvalidDataException(
                $"The usage journal is damaged: behind frame {last.Sequence} (offset {last.Offset} of {segments.PathOf(last.Segment)}) "
                + $"comes frame {next.Sequence} in {segments.PathOf(next.Segment)}. Settled calls are missing, so the portal does not start. "
                + "Restore the file, or this database together with its journal folder, from one backup.");
        }
    }

    private static long CutTail(Segments segments, JournalPosition last)
    {
        var path = segments.PathOf(last.Segment);
        var tail = File.Exists(path) ? new FileInfo(path).Length - last.Offset : 0;
        if (tail <= 0)
        {
            return 0;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(last.Offset);
        return tail;
    }
}
