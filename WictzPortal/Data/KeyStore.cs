using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Data;

/// <summary>Makes, finds, rewraps and destroys data keys. Opened keys stay in memory, at most <see cref="CacheLimit"/> of them.</summary>
internal sealed class KeyStore(IDbContextFactory<KeyStoreDb> databases, MasterKeys masters, TimeProvider clock)
{
    private const int CacheLimit = 20_000;
    private readonly ConcurrentDictionary<string, byte[]> _open = new();

    /// <summary>The key of that name; null when there is none, because it was destroyed or never made.</summary>
    public async Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(name, out var known))
        {
            return known;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.DataKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Name == name, cancellationToken);
        return stored is null ? null : Remember(name, masters.Find(stored.MasterKeyId).Unwrap(name, stored.Wrapped));
    }

    /// <summary>The key of that name, made now if there is none.</summary>
    public async Task<byte[]> GetOrMakeAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is { } found)
        {
            return found;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = RandomNumberGenerator.GetBytes(Cipher.KeyBytes);
        db.DataKeys.Add(new DataKey(name, masters.Current, key, clock.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another request or node made it at the same instant: that one counts.
            return await FindAsync(name, cancellationToken) ?? throw new InvalidOperationException($"Data key {name} could not be made.");
        }

        return Remember(name, key);
    }

    /// <summary>Destroys the key, here and in the store. Safe to repeat.</summary>
    public async Task DestroyAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.DataKeys.Where(k => k.Name == name).ExecuteDeleteAsync(cancellationToken);
        Forget(name);
    }

    /// <summary>Drops an opened key from memory.</summary>
    public void Forget(string name)
    {
        if (_open.TryRemove(name, out var key))
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Destroys keys and enters their subjects into the erasure ledger, both or neither. Safe to repeat.</summary>
    public async Task EraseAsync(IReadOnlyCollection<string> names, IReadOnlyCollection<ErasedSubject> entries, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.DataKeys.Where(k => names.Contains(k.Name)).ExecuteDeleteAsync(cancellationToken);
        foreach (var entry in entries)
        {
            if (!await db.Set<ErasedSubject>().AnyAsync(s => s.Hash == entry.Hash, cancellationToken))
            {
                db.Add(entry);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var name in names)
        {
            Forget(name);
        }
    }

    /// <summary>Wraps every key under the current master key, in batches, while the portal serves. Returns how many changed.</summary>
    public async Task<int> RewrapAsync(CancellationToken cancellationToken)
    {
        var current = masters.Current;
        var changed = 0;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var batch = await db.DataKeys.Where(k => k.MasterKeyId != current.Id).OrderBy(k => k.Name).Take(500).ToListAsync(cancellationToken);
            if (batch.Count == 0)
            {
                return changed;
            }

            batch.ForEach(key => key.Rewrap(masters.Find(key.MasterKeyId), current));
            changed += await db.SaveChangesAsync(cancellationToken);
        }
    }

    private byte[] Remember(string name, byte[] key)
    {
        if (_open.Count >= CacheLimit)
        {
            _open.Clear();
        }

        return _open[name] = key;
    }
}
