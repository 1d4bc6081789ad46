using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Ledger;

/// <summary>What a node asks for: at least <c>Need</c> or nothing, at best <c>Wish</c>. In micros.</summary>
public readonly record struct LeaseWish(long AccountNumber, long Need, long Wish);

/// <summary>What it was granted, and what other nodes hold of the account's credit beyond their calls in flight. In micros.</summary>
public sealed record LeaseGrant(long AccountNumber, long Granted, long Elsewhere);

/// <summary>An account's credit as the database has it: what is not leased, and what other nodes hold and have reserved. In micros.</summary>
public sealed record SharedCredit(long Unleased, long Elsewhere, long ReservedElsewhere);

/// <summary>
/// Hands out credit to nodes on PostgreSQL, so that each can admit calls without asking, and Σ of what is handed out never exceeds the
/// balance. Each step is one statement, which locks pools first and leases then.
/// </summary>
public sealed class CreditLeases(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Grants from the pools, one answer per account that has one. A node that has been taken for dead gets nothing.</summary>
    public async Task<IReadOnlyList<LeaseGrant>> LeaseAsync(long node, IReadOnlyCollection<LeaseWish> wishes, CancellationToken cancellationToken)
    {
        long[] accounts = [.. wishes.Select(w => w.AccountNumber)], needs = [.. wishes.Select(w => w.Need)], most = [.. wishes.Select(w => w.Wish)];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        // No node takes more than its part of a quarter at once: what is left is for the others, in slices that shrink with the pool.
        return await db.Database.SqlQuery<LeaseGrant>($"""
            WITH alive AS (SELECT 1 FROM cluster_nodes WHERE "Id" = {node} AND "EndedAt" IS NULL FOR KEY SHARE),
            parts AS (SELECT 4 * GREATEST(1, COUNT(*)) AS parts FROM cluster_nodes WHERE "EndedAt" IS NULL),
            wanted AS (SELECT * FROM unnest({accounts}, {needs}, {most}) AS w(account, need, wish)),
            pool AS (
                SELECT p."AccountNumber" AS account, w.need, w.wish, p."Unleased" AS unleased
                FROM credit_pools p JOIN wanted w ON w.account = p."AccountNumber"
                WHERE EXISTS (SELECT 1 FROM alive) ORDER BY p."AccountNumber" FOR UPDATE OF p),
            granted AS (
                SELECT account, CASE WHEN unleased > 0 AND unleased >= need
                    THEN LEAST(wish, GREATEST(need, unleased / (SELECT parts FROM parts))) ELSE 0 END AS amount FROM pool),
            paid AS (
                UPDATE credit_pools p SET "Unleased" = p."Unleased" - g.amount
                FROM granted g WHERE p."AccountNumber" = g.account AND g.amount > 0),
            held AS (
                INSERT INTO credit_leases AS l ("AccountNumber", "Node", "Amount", "Reserved")
                SELECT account, {node}, amount, 0 FROM granted WHERE amount > 0
                ON CONFLICT ("AccountNumber", "Node") DO UPDATE SET "Amount" = l."Amount" + excluded."Amount")
            SELECT g.account AS "AccountNumber", g.amount AS "Granted", COALESCE((
                SELECT SUM(GREATEST(0, o."Amount" - o."Reserved")) FROM credit_leases o
                WHERE o."AccountNumber" = g.account AND o."Node" <> {node}), 0)::bigint AS "Elsewhere"
            FROM granted g
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Puts back into the pools what a node does not need.</summary>
    public async Task ReturnAsync(long node, IReadOnlyDictionary<long, long> amounts, CancellationToken cancellationToken)
    {
        long[] accounts = [.. amounts.Keys], micros = [.. amounts.Values];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            WITH pool AS (
                SELECT "AccountNumber" AS account FROM credit_pools WHERE "AccountNumber" = ANY({accounts}) ORDER BY 1 FOR UPDATE),
            given AS (
                UPDATE credit_leases l SET "Amount" = l."Amount" - g.amount
                FROM unnest({accounts}, {micros}) AS g(account, amount) JOIN pool USING (account)
                WHERE l."AccountNumber" = g.account AND l."Node" = {node}
                RETURNING l."AccountNumber" AS account, g.amount)
            UPDATE credit_pools p SET "Unleased" = p."Unleased" + given.amount FROM given WHERE p."AccountNumber" = given.account
            """, cancellationToken);
    }

    /// <summary>Tells what calls in flight hold of each lease, so that all nodes can show it.</summary>
    public async Task ReportAsync(long node, IReadOnlyDictionary<long, long> reserved, CancellationToken cancellationToken)
    {
        long[] accounts = [.. reserved.Keys], micros = [.. reserved.Values];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE credit_leases l SET "Reserved" = r.reserved FROM unnest({accounts}, {micros}) AS r(account, reserved)
            WHERE l."AccountNumber" = r.account AND l."Node" = {node}
            """, cancellationToken);
    }

    /// <summary>What there is of an account's credit beside what <paramref name="node"/> holds itself.</summary>
    public async Task<SharedCredit> StateAsync(long accountNumber, long node, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await StateAsync(db, accountNumber, node, cancellationToken);
    }

    /// <inheritdoc cref="StateAsync(long, long, CancellationToken)" />
    public static async Task<SharedCredit> StateAsync(PortalDb db, long accountNumber, long node, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<SharedCredit>($"""
            SELECT COALESCE((SELECT "Unleased" FROM credit_pools WHERE "AccountNumber" = {accountNumber}), 0) AS "Unleased",
                COALESCE(SUM("Amount"), 0)::bigint AS "Elsewhere", COALESCE(SUM(LEAST("Reserved", "Amount")), 0)::bigint AS "ReservedElsewhere"
            FROM credit_leases WHERE "AccountNumber" = {accountNumber} AND "Node" <> {node}
            """).SingleAsync(cancellationToken);

    /// <summary>Puts back all that a dead node held; in the caller's transaction, after all its usage has been posted.</summary>
    public static Task ReturnAllOfAsync(PortalDb db, long node, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        WITH pool AS (
            SELECT "AccountNumber" AS account FROM credit_pools
            WHERE "AccountNumber" IN (SELECT "AccountNumber" FROM credit_leases WHERE "Node" = {node}) ORDER BY 1 FOR UPDATE),
        gone AS (
            DELETE FROM credit_leases l USING pool WHERE l."AccountNumber" = pool.account AND l."Node" = {node}
            RETURNING l."AccountNumber" AS account, l."Amount" AS amount)
        UPDATE credit_pools p SET "Unleased" = p."Unleased" + gone.amount FROM gone WHERE p."AccountNumber" = gone.account
        """, cancellationToken);

    /// <summary>Money that is not usage moves through the pool.</summary>
    internal static Task AddToPoolAsync(PortalDb db, long accountNumber, long micros, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO credit_pools AS p ("AccountNumber", "Unleased") VALUES ({accountNumber}, {micros})
            ON CONFLICT ("AccountNumber") DO UPDATE SET "Unleased" = p."Unleased" + excluded."Unleased"
            """, cancellationToken);
}
