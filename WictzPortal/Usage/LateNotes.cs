using System.Diagnostics;

namespace WictzPortal.Usage;

/// <summary>Records that must not be durable before something else has had time to happen: they ripen. For one thread at a time.</summary>
internal sealed class LateNotes(TimeSpan ripening)
{
    private List<JournalRecord> _younger = [];
    private List<JournalRecord> _older = [];
    private long _turned;

    public bool IsEmpty => _younger.Count + _older.Count == 0;

    public void Add(in JournalRecord record) => _younger.Add(record);

    /// <summary>Moves those that have been here for the whole of that time; at the end, all.</summary>
    public void MoveRipe(CommitBatch into, bool isEnd)
    {
        if (IsEmpty || (!isEnd && Stopwatch.GetElapsedTime(_turned) < ripening))
        {
            return;
        }

        _turned = Stopwatch.GetTimestamp();
        Move(_older, into);
        (_younger, _older) = (_older, _younger);
        if (isEnd)
        {
            Move(_older, into);
        }
    }

    private static void Move(List<JournalRecord> from, CommitBatch into)
    {
        foreach (var record in from)
        {
            into.Add(record);
        }

        from.Clear();
    }
}
