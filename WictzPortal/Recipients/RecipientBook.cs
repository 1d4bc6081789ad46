using System.Collections.Frozen;

namespace WictzPortal.Recipients;

/// <summary>
/// The register of recipients in memory, for whoever asks where data may go or has gone. Nothing goes to a host that no entry names.
/// </summary>
public sealed class RecipientBook(TimeProvider clock)
{
    private volatile Shelf _shelf = new([], [], 0);

    /// <summary>Every entry there ever was.</summary>
    public IReadOnlyList<RecipientEntry> All => _shelf.All;

    /// <summary>Those that data may go to now, by name.</summary>
    public IReadOnlyList<RecipientEntry> Active => [.. _shelf.All.Where(entry => entry.IsOpenAt(clock.GetUtcNow()))];

    /// <summary>Goes up whenever the register changes, or the day does and with it what has expired.</summary>
    public long Edition => _shelf.Edition;

    public RecipientEntry? Find(int id) => _shelf.All.FirstOrDefault(entry => entry.Id == id);

    /// <summary>Whose host it is: the entry in force, or else the last one that was.</summary>
    public RecipientEntry? OfHost(string host) => _shelf.ByHost.GetValueOrDefault(host);

    /// <summary>Whether data may go to a host now.</summary>
    public bool Allows(string host) => OfHost(host)?.IsOpenAt(clock.GetUtcNow()) == true;

    internal void Swap(IReadOnlyList<RecipientEntry> entries)
    {
        var (old, now) = (_shelf, clock.GetUtcNow());
        var open = entries.Where(entry => entry.IsOpenAt(now)).Select(entry => entry.Id).ToHashSet();
        if (!old.Open.SetEquals(open) || !old.All.Select(Written).SequenceEqual(entries.Select(Written)))
        {
            _shelf = new Shelf([.. entries.OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)], open, old.Edition + 1);
        }
    }

    private static (int, string, DateTimeOffset?, DateOnly?) Written(RecipientEntry entry) =>
        (entry.Id, entry.Facts.ToJson(), entry.EndedAt, entry.PolicyCheckedOn);

    /// <summary>The register of one instant.</summary>
    private sealed class Shelf(IReadOnlyList<RecipientEntry> all, HashSet<int> open, long edition)
    {
        public IReadOnlyList<RecipientEntry> All { get; } = all;

        public HashSet<int> Open { get; } = open;

        public long Edition { get; } = edition;

        public FrozenDictionary<string, RecipientEntry> ByHost { get; } = all
            .SelectMany(entry => entry.Facts.Hosts, (entry, host) => (Host: host, Entry: entry))
            .GroupBy(pair => pair.Host, pair => pair.Entry, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                same => same.Key, same => same.OrderBy(entry => entry.EndedAt is null).ThenBy(entry => entry.EndedAt).Last(), StringComparer.OrdinalIgnoreCase);
    }
}
