using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary><c>audit verify</c>: recomputes the chain from its rows and names the first that was changed, removed, moved or cut off.</summary>
internal sealed class AuditVerify(IDbContextFactory<PortalDb> databases, Vault vault) : IVerb
{
    public string Name => "audit verify";

    public string Help => "recomputes the audit trail's hashes and names the first entry that is not as it was written";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        // Entries, head and anchors of one instant; the portal goes on writing meanwhile.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.UseTransactionAsync(transaction, cancellationToken);

        var (entries, fault) = await CheckAsync(db, await vault.SystemKeyAsync(AuditSeal.KeyName, cancellationToken), cancellationToken);
        await output.WriteLineAsync(fault is null ? $"The audit trail is in order: {entries} entries." : $"WRONG  {fault}");
        return fault is null ? 0 : 1;
    }

    private static async Task<(long Entries, string? Fault)> CheckAsync(PortalDb db, byte[] key, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (head is null || (head.Number > 0 && !AuditSeal.Fits(key, head.Number, head.Hash, head.Seal)))
        {
            return (0, "The seal of the trail's head does not fit: the head was changed by something other than the portal.");
        }

        var anchors = await db.AuditAnchors.AsNoTracking().OrderBy(a => a.Number).ToListAsync(cancellationToken);
        if (anchors.Find(a => !AuditSeal.Fits(key, a.Number, a.Hash, a.Seal) || a.Number > head.Number) is { } wrong)
        {
            return (0, $"The anchor at entry {wrong.Number} does not fit: it was changed, or the trail was cut behind it.");
        }

        return await WalkAsync(db, head, anchors, cancellationToken);
    }

    private static async Task<(long Entries, string? Fault)> WalkAsync(
        PortalDb db, AuditHead head, List<AuditAnchor> anchors, CancellationToken cancellationToken)
    {
        // What retention deleted ends at an anchor: the trail goes on from its hash.
        var first = await db.AuditEntries.IgnoreQueryFilters().MinAsync(e => (long?)e.Number, cancellationToken) ?? head.Number + 1;
        var start = anchors.Find(a => a.Number == first - 1);
        if (first > 1 && start is null)
        {
            return (0, $"The entries before number {first} are missing, and no anchor vouches for them.");
        }

        var (hash, number, entries) = (start?.Hash ?? [], first - 1, 0L);
        var points = anchors.ToDictionary(a => a.Number, a => a.Hash);
        await foreach (var entry in db.AuditEntries.IgnoreQueryFilters().AsNoTracking().OrderBy(e => e.Number).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.Number != number + 1)
            {
                return (entries, $"Entry {number + 1} is missing.");
            }

            hash = entry.HashAfter(hash);
            if (!hash.AsSpan().SequenceEqual(entry.Hash) || (points.TryGetValue(entry.Number, out var point) && !hash.AsSpan().SequenceEqual(point)))
            {
                return (entries, $"Entry {entry.Number} of {entry.At:yyyy-MM-dd HH:mm:ss} UTC is not as it was written, or stands in another place.");
            }

            (number, entries) = (entry.Number, entries + 1);
        }

        return number == head.Number && hash.AsSpan().SequenceEqual(head.Hash)
            ? (entries, null)
            : (entries, $"The trail ends at entry {number}; it had {head.Number}.");
    }
}
