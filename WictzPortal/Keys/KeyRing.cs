using System.Collections.Concurrent;
using System.Security.Cryptography;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Keys;

/// <summary>
/// Every live key, in memory: the gateway authenticates without touching a database, also when it is flooded with keys that do
/// not exist. <see cref="KeyFeed"/> fills it; what is changed here is in force here at once.
/// </summary>
public sealed class KeyRing(Vault vault, Standings standings, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<ulong, Entry> _entries = new();

    // Revoked keys stay: whoever read one before its revocation and comes late finds it revoked.
    private readonly Dictionary<Guid, LiveKey> _issued = [];
    private readonly Lock _changes = new();
    private byte[] _pepper = [];

    // Each thread keeps its own: to make one for every call costs several times what it then does.
    private ThreadLocal<IncrementalHash>? _hasher;

    /// <summary>The issued ones: what is lent has no row.</summary>
    internal IReadOnlyList<LiveKey> All
    {
        get
        {
            lock (_changes)
            {
                return [.. _issued.Values];
            }
        }
    }

    /// <summary>The live key of that text; null when it is malformed, unknown, revoked or expired. Takes the same time for all unknown ones.</summary>
    /// <param name="proven">What the connection has proven that sends it; null where that is not known.</param>
    public LiveKey? Find(ReadOnlySpan<char> presented, ProvenSecret? proven = null)
    {
        if (!KeyText.IsWellFormed(presented) || !_entries.TryGetValue(KeyText.LookupId(presented), out var entry))
        {
            return null;
        }

        var isProven = proven?.Holds(entry, presented) == true;
        if (!isProven && !IsRight(entry, presented))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var key = entry.Key;
        if (key.Revoked.IsCancellationRequested || entry.Until <= now || key.ExpiresAt <= now)
        {
            return null;
        }

        if (!isProven)
        {
            proven?.Keep(entry, presented);
        }

        key.Touch(now);
        return key;
    }

    /// <summary>Makes a key for a page that calls the gateway as this account. Whoever may not issue keys must not be lent one.</summary>
    public LentKey Lend(Guid accountId, long accountNumber)
    {
        var text = KeyText.New();
        var terms = new KeyTerms(text.PublicId, text.HashUnder(_pepper), clock.GetUtcNow() + LentKey.Lifetime);
        var key = new LiveKey(LentKey.Id, accountId, accountNumber, terms);
        _entries.TryAdd(IdOf(text.PublicId), new Entry(key, terms.Hash, Until: null));
        key.Mark(standings.Of(accountId));      // after it can be found: a change that comes now finds it
        return new LentKey(text.Text, terms.ExpiresAt!.Value, () => End(key));
    }

    internal static Task<byte[]> PepperAsync(Vault vault, CancellationToken cancellationToken) =>
        vault.SystemKeyAsync("api-key-pepper", cancellationToken);

    public void Dispose()
    {
        standings.Changed -= MarkAll;
        _hasher?.Dispose();
    }

    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        standings.Changed += MarkAll;
        var pepper = _pepper = await PepperAsync(vault, cancellationToken);
        _hasher = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pepper));
    }

    /// <summary>Takes over what was stored of a key. The newest wins in whatever order it comes, and a revocation over everything.</summary>
    internal void Apply(ApiKey stored)
    {
        var terms = KeyTerms.Of(stored);
        LiveKey? key;
        lock (_changes)
        {
            if (!_issued.TryGetValue(stored.Id, out key))
            {
                _issued[stored.Id] = key = new LiveKey(stored.Id, stored.AccountId, stored.AccountNumber, terms);
                key.Mark(standings.Of(stored.AccountId));
            }
            else if (key.Terms.IsRevoked || (terms.ChangedAt < key.Terms.ChangedAt && !terms.IsRevoked))
            {
                return;
            }

            var before = key.Terms;
            key.Terms = terms;
            if (!terms.IsRevoked)
            {
                // What stays is never away, not even for an instant: the gateway reads without the lock.
                Add(key, terms);
                Remove(before, except: terms);
                return;
            }

            Remove(before);
        }

        key.Revoke();
    }

    // Whether a call is served is looked up here, once for each change, and not for each call.
    private void MarkAll()
    {
        lock (_changes)
        {
            foreach (var (_, (key, _, _)) in _entries)
            {
                key.Mark(standings.Of(key.AccountId));
            }
        }
    }

    private bool IsRight(Entry entry, ReadOnlySpan<char> presented)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        KeyText.HashBy(_hasher!.Value!, presented, hash);
        return CryptographicOperations.FixedTimeEquals(hash, entry.Hash);
    }

    private void Add(LiveKey key, KeyTerms terms)
    {
        _entries[IdOf(terms.PublicId)] = new Entry(key, terms.Hash, Until: null);
        if (terms is { PreviousPublicId: { } previous, PreviousHash: { } hash })
        {
            _entries[IdOf(previous)] = new Entry(key, hash, terms.PreviousUntil);
        }
    }

    private void Remove(KeyTerms terms, KeyTerms? except = null)
    {
        foreach (var publicId in PublicIdsOf(terms).Except(except is null ? [] : PublicIdsOf(except)))
        {
            _entries.TryRemove(IdOf(publicId), out _);
        }
    }

    private void End(LiveKey lent)
    {
        Remove(lent.Terms);
        lent.Revoke();
    }

    private static IEnumerable<string> PublicIdsOf(KeyTerms terms) =>
        terms.PreviousPublicId is { } previous ? [terms.PublicId, previous] : [terms.PublicId];

    private static ulong IdOf(string publicId) => publicId.Aggregate(0UL, (id, character) => (id << 8) | character);

    /// <summary>One secret by which a key is called; after a rotation there are two for a while.</summary>
    private sealed record Entry(LiveKey Key, byte[] Hash, DateTimeOffset? Until);
}
