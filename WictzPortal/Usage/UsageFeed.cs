using System.Collections.Concurrent;

namespace WictzPortal.Usage;

/// <summary>
/// Tells live pages that an account has new usage. It is told once per slice of records, at most some four times a second, and
/// costs nothing while nobody listens.
/// </summary>
public sealed class UsageFeed
{
    private readonly ConcurrentDictionary<long, Action[]> _listeners = new();

    /// <summary>Calls <paramref name="heard"/> on a worker's thread: it must not block. A page passes it on by <c>InvokeAsync</c>.</summary>
    /// <returns>Dispose it to stop listening.</returns>
    public IDisposable Listen(long accountNumber, Action heard)
    {
        _listeners.AddOrUpdate(accountNumber, _ => [heard], (_, known) => [.. known, heard]);
        return new Subscription(() => Remove(accountNumber, heard));
    }

    internal void Tell(IEnumerable<long> accountNumbers)
    {
        if (_listeners.IsEmpty)
        {
            return;
        }

        foreach (var number in accountNumbers)
        {
            if (_listeners.TryGetValue(number, out var listeners))
            {
                Array.ForEach(listeners, heard => heard());
            }
        }
    }

    private void Remove(long accountNumber, Action heard)
    {
        while (_listeners.TryGetValue(accountNumber, out var known))
        {
            var left = known.Where(other => other != heard).ToArray();
            if (left.Length == 0
                ? _listeners.TryRemove(KeyValuePair.Create(accountNumber, known))
                : _listeners.TryUpdate(accountNumber, left, known))
            {
                return;
            }
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
