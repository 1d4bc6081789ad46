using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Ledger;

/// <summary>
/// Which leases pay for a slice of usage. Each call is paid by the lease of the node that admitted it. One that the lease does not cover,
/// because the others had taken its node for dead, is paid by what nobody has leased, never by another node's lease.
/// </summary>
public sealed class LeaseDraws
{
    /// <summary>On SQLite there are no leases.</summary>
    internal static readonly LeaseDraws None = new([], []);

    private readonly Dictionary<(long Account, long Node), long> _leases;
    private readonly Dictionary<long, long> _pools;
    private readonly Dictionary<(long Account, long Node), long> _fromLeases = [];
    private readonly Dictionary<long, long> _fromPools = [];

    private LeaseDraws(Dictionary<(long Account, long Node), long> leases, Dictionary<long, long> pools) => (_leases, _pools) = (leases, pools);

    /// <summary>
    /// Takes what was drawn; last in the transaction, so that nobody who leases waits for its other work.
    /// </summary>
    public async Task ApplyAsync(PortalDb db, CancellationToken cancellationToken)
    {
        if (_fromPools.Count > 0)
        {
            var pools = _fromPools.OrderBy(draw => draw.Key).ToList();
            long[] accounts = [.. pools.Select(p => p.Key)], micros = [.. pools.Select(p => p.Value)];
            await db.Database.ExecuteSqlAsync($"""
                UPDATE credit_pools p SET "Unleased" = p."Unleased" - d.micros FROM unnest({accounts}, {micros}) AS d(account, micros)
                WHERE p."AccountNumber" = d.account
                """, cancellationToken);
        }

        if (_fromLeases.Count > 0)
        {
            var leases = _fromLeases.OrderBy(draw => draw.Key).ToList();
            long[] accounts = [.. leases.Select(l => l.Key.Account)], nodes = [.. leases.Select(l => l.Key.Node)], micros = [.. leases.Select(l => l.Value)];
            var drawn = await db.Database.ExecuteSqlAsync($"""
                UPDATE credit_leases l SET "Amount" = l."Amount" - d.micros FROM unnest({accounts}, {nodes}, {micros}) AS d(account, node, micros)
                WHERE l."AccountNumber" = d.account AND l."Node" = d.node
                """, cancellationToken);
            if (drawn != leases.Count)
            {
                throw new DbUpdateConcurrencyException("A lease was returned while its usage was being posted; the slice is posted again.");
            }
        }
    }

    // Read without a lock: a lease shrinks only by what its own node returns, which is never what its calls have spent.
    internal static async Task<LeaseDraws> ReadAsync(PortalDb db, IReadOnlyCollection<long> accountNumbers, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            return None;
        }

        var leases = await db.CreditLeases.AsNoTracking().Where(l => accountNumbers.Contains(l.AccountNumber)).ToListAsync(cancellationToken);
        var pools = await db.CreditPools.AsNoTracking().Where(p => accountNumbers.Contains(p.AccountNumber)).ToListAsync(cancellationToken);
        return new LeaseDraws(
            leases.ToDictionary(l => (l.AccountNumber, l.Node), l => l.Amount.Micros), pools.ToDictionary(p => p.AccountNumber, p => p.Unleased.Micros));
    }

    /// <returns>What could be drawn of it.</returns>
    internal long Draw(long accountNumber, long node, long micros)
    {
        if (this == None)
        {
            return micros;
        }

        var lease = Math.Min(micros, _leases.GetValueOrDefault((accountNumber, node)));
        var pool = Math.Min(micros - lease, Math.Max(0, _pools.GetValueOrDefault(accountNumber)));
        Move(_leases, _fromLeases, (accountNumber, node), lease);
        Move(_pools, _fromPools, accountNumber, pool);
        return lease + pool;
    }

    private static void Move<TKey>(Dictionary<TKey, long> from, Dictionary<TKey, long> to, TKey key, long micros)
        where TKey : notnull
    {
        if (micros > 0)
        {
            from[key] -= micros;
            to[key] = to.GetValueOrDefault(key) + micros;
        }
    }
}
