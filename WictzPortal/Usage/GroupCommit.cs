using System.Diagnostics;

namespace WictzPortal.Usage;

/// <summary>
/// Gathers records of many calls into one durable write. A dedicated thread writes batch after batch; all calls of a batch wait for
/// the same task. Where a write hardly takes longer than to wake that thread, whoever finds nobody writing writes at once, and waits for
/// nothing. What cannot be written is written again until it can, so nothing is lost and nothing is told durable before it is.
/// Records that nobody waits for ride along; alone they wake the thread for a write only when they have lingered for a while.
/// Who has waited for half a minute is told so by an exception; the record stays, and is written as soon as that is possible.
/// </summary>
internal sealed partial class GroupCommit : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // How long a disk takes is no business time: a clock that a test stops or moves must not change this.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    private readonly Action<ReadOnlyMemory<JournalRecord>> _write;
    private readonly ILogger _log;
    private readonly bool _atOnce;
    private readonly TimeSpan _linger;
    private readonly LateNotes _late;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly ManualResetEventSlim _abandoned = new(false);
    private readonly Thread _thread;
    private readonly ITimer _looking;
    private CommitBatch _filling = new();
    private CommitBatch _spare = new();
    private CommitBatch? _writing;
    private CommitBatch? _failed;      // a caller could not write it; the thread goes on with it
    private bool _running;      // a caller writes, or the thread looks for records without being woken
    private bool _lingering;      // it looks within moments, or at once when woken
    private bool _closed;
    private long _writingSince;
    private volatile bool _failing;

    /// <param name="write">Writes durably, or throws. The same records come again after a failure, with nothing in between.</param>
    /// <param name="atOnce">Whether it is so quick that callers may do it.</param>
    public GroupCommit(string name, Action<ReadOnlyMemory<JournalRecord>> write, ILogger log, bool atOnce = false)
    {
        (_write, _log, _atOnce, _linger) = (write, log, atOnce, atOnce ? Moment : Linger);
        _late = new LateNotes(_linger);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();

        // One for all instead of one for each call, which would be dearer than the rest of the wait.
        _looking = RealClock.CreateTimer(static commit => ((GroupCommit)commit!).GiveUpLateOnes(), this, Look, Look);
    }

    public bool Failing => _failing;

    /// <summary>Whether all records that were ever handed over are durable.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_running && !_lingering && _filling.Count == 0;
            }
        }
    }

    /// <summary>How long the oldest record that is not durable has waited.</summary>
    public TimeSpan Lag => Volatile.Read(ref _writingSince) is not 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    public Task Append(in JournalRecord record)
    {
        Task? durable = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_running || !_atOnce)
            {
                durable = _filling.AddAwaited(record);
            }
            else
            {
                _filling.Add(record);
                Take();
            }

            if (_running)
            {
                return durable!;
            }

            _running = true;
        }

        if (durable is null)
        {
            return WriteAtOnce(_writing!);
        }

        _work.Set();
        return durable;
    }

    /// <returns>False when it is closed: then the record is as lost as what a killed process would have said next.</returns>
    /// <param name="isLate">Whether what it tells may only now be happening: it stays back for a moment.</param>
    public bool Note(in JournalRecord record, bool isLate = false)
    {
        bool wake;
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            if (isLate)
            {
                _late.Add(record);
            }
            else
            {
                _filling.Add(record);
            }

            wake = !_running && !_lingering;
            _lingering |= wake;
        }

        WakeIf(wake);
        return true;
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
        _looking.Dispose();
        _work.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            var lingered = !_work.WaitOne(Volatile.Read(ref _lingering) ? _linger : Timeout.InfiniteTimeSpan);
            while (TakeBatch(lingered) is { } batch)
            {
                if (!WriteUntilDurable(batch))
                {
                    return;
                }

                lock (_lock)
                {
                    (_writing, _writingSince) = (null, 0);
                }

                batch.Complete();
                _spare = batch;
                lingered = false;
            }

            lock (_lock)
            {
                if (_closed && _filling.Count == 0 && _writing is null && _late.IsEmpty)
                {
                    return;
                }
            }
        }
    }

    private Task WriteAtOnce(CommitBatch batch)
    {
        try
        {
            _write(batch.Records);
        }
        catch (Exception)
        {
            // The thread goes on with it, and tells of it should it fail again.
            Task durable;
            lock (_lock)
            {
                (durable, _failed) = (batch.Await(), batch);
            }

            _work.Set();
            return durable;
        }

        bool wake;
        lock (_lock)
        {
            batch.Complete();
            (_writing, _spare, _writingSince) = (null, batch, 0);
            _running = _filling.IsAwaited;
            wake = _running || _closed || (!_lingering && (_filling.Count > 0 || !_late.IsEmpty));
            _lingering |= wake;
        }

        WakeIf(wake);
        return Task.CompletedTask;
    }

    private bool WakeIf(bool wake) => wake && _work.Set();

    private void Take()
    {
        (_writing, _filling) = (_filling, _spare);
        Volatile.Write(ref _writingSince, _writing.Since);
    }

    private void GiveUpLateOnes()
    {
        lock (_lock)
        {
            _writing?.GiveUpAfter(Patience);
            _filling.GiveUpAfter(Patience);
        }
    }

    private CommitBatch? TakeBatch(bool lingered)
    {
        // A write is CPU work, so nothing would pile up meanwhile: one yield lets every runnable call append first.
        Thread.Yield();
        lock (_lock)
        {
            _late.MoveRipe(_filling, isEnd: _closed);
            if (_writing is not null)
            {
                (var failed, _failed) = (_failed, null);
                return failed;      // or a caller writes at this moment, and says when it has
            }

            if (!_filling.IsAwaited && (_filling.Count == 0 || !(lingered || _closed)))
            {
                _running = false;
                _lingering = _filling.Count > 0 || !_late.IsEmpty || !lingered;      // after a write more is likely to follow
                return null;
            }

            _running = true;
            Take();
            return _writing;
        }
    }

    private bool WriteUntilDurable(CommitBatch batch)
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
}
