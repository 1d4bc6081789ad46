using System.Collections.Concurrent;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>A journal that keeps nothing.</summary>
internal sealed class MemoryJournal : IUsageJournal
{
    private readonly ConcurrentQueue<JournalRecord> _records = new();

    public long Waiting => _records.Count;

    public TimeSpan Lag => TimeSpan.Zero;

    public bool Failing => false;

    public Task AppendAsync(in JournalRecord record)
    {
        _records.Enqueue(record);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JournalRecord>> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JournalRecord>>([.. _records.Take(most)]);

    public void Taken(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _records.TryDequeue(out _);
        }
    }
}
