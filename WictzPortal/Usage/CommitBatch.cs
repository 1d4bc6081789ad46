using System.Diagnostics;

namespace WictzPortal.Usage;

/// <summary>Records that go into one durable write, and the tasks of those who wait for it. For one thread at a time.</summary>
internal sealed class CommitBatch
{
    private readonly List<Wait> _waits = new(1);
    private JournalRecord[] _records = new JournalRecord[8192];

    public int Count { get; private set; }

    /// <summary>Whether somebody waits for it to be durable.</summary>
    public bool IsAwaited => _waits.Count > 0;

    public long Since { get; private set; }

    public ReadOnlyMemory<JournalRecord> Records => _records.AsMemory(0, Count);

    public Task AddAwaited(in JournalRecord record)
    {
        Add(record);
        return Await();
    }

    /// <summary>Completes when what is in it is durable.</summary>
    public Task Await()
    {
        if (_waits is not [.., { IsShared: true }])
        {
            _waits.Add(new Wait());
        }

        return _waits[^1].Task;
    }

    public void Add(in JournalRecord record)
    {
        if (Count == 0)
        {
            Since = Stopwatch.GetTimestamp();
        }
        else if (Count == _records.Length)
        {
            Array.Resize(ref _records, 2 * Count);
        }

        _records[Count++] = record;
    }

    /// <summary>Fails the tasks of those who have waited for too long. Their records stay.</summary>
    public void GiveUpAfter(TimeSpan patience)
    {
        foreach (var wait in _waits)
        {
            wait.GiveUpAfter(patience);
        }
    }

    /// <summary>It is durable: whoever waits may go on, and it is empty again.</summary>
    public void Complete()
    {
        foreach (var wait in _waits)
        {
            wait.End();
        }

        _waits.Clear();
        Count = 0;
    }

    /// <summary>One task for all that began to wait between two looks at their patience.</summary>
    private sealed class Wait
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _since = Stopwatch.GetTimestamp();

        public Task Task => _durable.Task;

        public bool IsShared { get; private set; } = true;

        public void GiveUpAfter(TimeSpan patience)
        {
            IsShared = false;
            if (Stopwatch.GetElapsedTime(_since) > patience)
            {
                _durable.TrySetException(new TimeoutException("A usage record is not durable yet."));
            }
        }

        public void End() => _durable.TrySetResult();
    }
}
