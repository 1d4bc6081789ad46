using System.Diagnostics;

namespace WictzPortal.Usage;

/// <summary>
/// Gathers records of many calls into one durable write. A dedicated thread writes batch after batch; all calls of a batch wait for
/// the same task. What cannot be written is written again until it can, so nothing is lost and nothing is told durable before it is.
/// </summary>
internal sealed partial class GroupCommit : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly Action<ReadOnlyMemory<JournalRecord>> _write;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly ManualResetEventSlim _abandoned = new(false);
    private readonly Thread _thread;
    private Batch _filling = new();
    private Batch _spare = new();
    private bool _running;
    private bool _closed;
    private long _writingSince;
    private volatile bool _failing;

    /// <param name="write">Writes durably, or throws. The same records come again after a failure, with nothing in between.</param>
    public GroupCommit(string name, Action<ReadOnlyMemory<JournalRecord>> write, ILogger log)
    {
        (_write, _log) = (write, log);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public bool Failing => _failing;

    /// <summary>How long the oldest record that is not durable has waited.</summary>
    public TimeSpan Lag
    {
        get
        {
            var since = Volatile.Read(ref _writingSince);
            return since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since);
        }
    }

    public Task Append(in JournalRecord record)
    {
        Task durable;
        bool wake;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            durable = _filling.Add(record);
            wake = !_running;
            _running = true;
        }

        if (wake)
        {
            _work.Set();
        }

        return durable;
    }

    /// <summary>Takes no more records and returns when all are durable, or when <paramref name="patience"/> is over.</summary>
    /// <returns>Whether all are durable.</returns>
    public bool Close(TimeSpan patience)
    {
        lock (_lock)
        {
            _closed = true;
        }

        _work.Set();
        if (_thread.Join(patience))
        {
            return true;
        }

        _abandoned.Set();
        return false;
    }

    public void Dispose()
    {
        Close(TimeSpan.FromSeconds(5));
        _work.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _work.WaitOne();
            while (TakeBatch() is { } batch)
            {
                if (!WriteUntilDurable(batch))
                {
                    return;
                }

                Volatile.Write(ref _writingSince, 0);
                batch.Complete();
                _spare = batch;
            }

            lock (_lock)
            {
                if (_closed && _filling.Count == 0)
                {
                    return;
                }
            }
        }
    }

    private Batch? TakeBatch()
    {
        // A write is CPU work, so nothing would pile up meanwhile: one yield lets every runnable call append first.
        Thread.Yield();
        lock (_lock)
        {
            if (_filling.Count == 0)
            {
                _running = false;
                return null;
            }

            var batch = _filling;
            _filling = _spare;
            Volatile.Write(ref _writingSince, batch.Since);
            return batch;
        }
    }

    private bool WriteUntilDurable(Batch batch)
    {
        while (true)
        {
            try
            {
                _write(batch.Records);
                _failing = false;
                return true;
            }
            catch (Exception exception)
            {
                // Whatever it is, these calls have been served: their records stay here until they are written.
                if (!_failing)
                {
                    LogFailing(exception, batch.Count);
                }

                _failing = true;
            }

            if (_abandoned.Wait(RetryPause))
            {
                return false;
            }
        }
    }

    [LoggerMessage(LogLevel.Critical, "The usage journal cannot write; {Records} records wait and no new call is taken.")]
    private partial void LogFailing(Exception exception, int records);

    private sealed class Batch
    {
        private JournalRecord[] _records = new JournalRecord[8192];
        private TaskCompletionSource _durable = NewSource();

        public int Count { get; private set; }

        public long Since { get; private set; }

        public ReadOnlyMemory<JournalRecord> Records => _records.AsMemory(0, Count);

        public Task Add(in JournalRecord record)
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
            return _durable.Task;
        }

        public void Complete()
        {
            var durable = _durable;
            _durable = NewSource();
            Count = 0;
            durable.SetResult();
        }

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
