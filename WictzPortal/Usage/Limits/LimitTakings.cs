using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>What a node asks of a shared limit.</summary>
/// <param name="Need">Without this nothing is granted.</param>
/// <param name="Slice">More than needed, as far as there is plenty.</param>
/// <param name="Used">What the window has seen by the roll-ups; what nobody has taken of it is taken now, in no node's name.</param>
/// <param name="Share">The smaller part of what is left that is granted beyond the need: 1 / this.</param>
internal readonly record struct Wish(long Need, long Slice, long Used, int Share);

/// <summary>The statements behind <see cref="LimitSlices"/>. A node writes its own rows only, always as a whole: what is lost on the way heals with the next.</summary>
internal static class LimitTakings
{
    // The sum sees what others have taken only because the lock is had by a statement before it.
    private const string Take = """
        WITH others AS (
            SELECT COALESCE(SUM("Taken"), 0)::bigint AS taken FROM limit_takings
            WHERE "ScopeId" = $1 AND "Rule" = $2 AND "WindowAt" = $3 AND "Node" <> $4),
        uncounted AS (SELECT taken, GREATEST(0, $9 - taken - $6) AS more FROM others),
        free AS (SELECT more, $5 - taken - more - $6 AS amount FROM uncounted),
        granted AS (SELECT free.amount AS free, CASE WHEN free.amount >= $7 THEN GREATEST($7, LEAST($8, free.amount / $10)) ELSE 0 END AS amount FROM free),
        seeded AS (
            INSERT INTO limit_takings ("ScopeId", "Rule", "WindowAt", "Node", "Taken") SELECT $1, $2, $3, 0, more FROM uncounted WHERE more > 0
            ON CONFLICT ("ScopeId", "Rule", "WindowAt", "Node") DO UPDATE SET "Taken" = limit_takings."Taken" + EXCLUDED."Taken"),
        written AS (
            INSERT INTO limit_takings ("ScopeId", "Rule", "WindowAt", "Node", "Taken") SELECT $1, $2, $3, $4, $6 + amount FROM granted WHERE amount > 0
            ON CONFLICT ("ScopeId", "Rule", "WindowAt", "Node") DO UPDATE SET "Taken" = EXCLUDED."Taken")
        SELECT amount, free - amount FROM granted
        """;

    private const string Rows = """
        unnest($2, $3, $4, $5) AS back(scope, rule, start, held)
        WHERE "ScopeId" = scope AND "Rule" = rule AND "WindowAt" = start AND "Node" = $1
        """;

    /// <returns>What is granted, and what then is left for all.</returns>
    public static async Task<(long Granted, long Elsewhere)> TakeAsync(
        PortalDb db, LimitCounter counter, Tally tally, long node, Wish wish, CancellationToken cancellationToken)
    {
        await using var batch = await BatchAsync(db, cancellationToken);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock($1)") { Parameters = { new() { Value = LockOf(counter) } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Take)
        {
            Parameters =
            {
                new() { Value = counter.ScopeId }, new() { Value = (short)counter.Rule }, new() { Value = tally.Window.Start }, new() { Value = node },
                new() { Value = counter.Limit }, new() { Value = tally.Granted }, new() { Value = wish.Need }, new() { Value = wish.Slice },
                new() { Value = wish.Used }, new() { Value = (long)wish.Share },
            },
        });
        await using var answer = await batch.ExecuteReaderAsync(cancellationToken);
        await answer.NextResultAsync(cancellationToken);
        await answer.ReadAsync(cancellationToken);
        return (answer.GetInt64(0), answer.GetInt64(1));
    }

    public static async Task GiveBackAsync(
        PortalDb db, long node, IReadOnlyList<(LimitCounter Counter, Tally Tally)> counters, CancellationToken cancellationToken)
    {
        await using var batch = await BatchAsync(db, cancellationToken);
        foreach (var statement in new[] { $"UPDATE limit_takings SET \"Taken\" = held FROM {Rows}", $"DELETE FROM limit_takings USING {Rows} AND held = 0" })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement)
            {
                Parameters =
                {
                    new() { Value = node },
                    new() { Value = counters.Select(c => c.Counter.ScopeId).ToArray() },
                    new() { Value = counters.Select(c => (short)c.Counter.Rule).ToArray() },
                    new() { Value = counters.Select(c => c.Tally.Window.Start).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                    new() { Value = counters.Select(c => c.Tally.Granted).ToArray() },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Nodes that live, by the database's clock.</summary>
    public static Task<int> NodesAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<int>($"""
            SELECT count(*)::int AS "Value" FROM cluster_nodes WHERE "EndedAt" IS NULL AND "SeenAt" > now() - {ThisNode.DeadAfter}
            """).SingleAsync(cancellationToken);

    private static async Task<NpgsqlBatch> BatchAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        return new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
    }

    // One number for a scope and a rule. Should two fall on the same one, they only wait for each other.
    internal static long LockOf(LimitCounter counter) => BitConverter.ToInt64(counter.ScopeId.ToByteArray(), 8) ^ ((long)counter.Rule << 56);
}
