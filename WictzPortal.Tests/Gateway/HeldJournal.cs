using System.Collections.Concurrent;
using WictzPortal.Data;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Gateway;

/// <summary>A disk that a test can stop: it remembers every record, and makes them durable only while it is not held.</summary>
internal sealed class HeldJournal : IUsageJournal
{
    private volatile TaskCompletionSource? _held;

    public ConcurrentQueue<JournalRecord> Records { get; } = new();

    /// <summary>What nobody waited for.</summary>
    public ConcurrentQueue<JournalRecord> Notes { get; } = new();

    public long Waiting => 0;

    public TimeSpan Lag => TimeSpan.Zero;

    public bool Failing { get; set; }

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held?.TrySetResult();

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> CloseAsync(TimeSpan patience) => Task.FromResult(true);

    public Task AppendAsync(in JournalRecord record)
    {
        Records.Enqueue(record);
        return _held?.Task ?? Task.CompletedTask;
    }

    public void Note(in JournalRecord record, bool isLate) => Notes.Enqueue(record);

    public Task<JournalSlice> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken) =>
        Task.FromResult(new JournalSlice([], MayRepeat: false));

    public void Taken(int count)
    {
        // Nothing is ever taken.
    }
}
