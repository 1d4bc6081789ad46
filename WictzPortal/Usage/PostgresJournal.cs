using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>
/// The journal in PostgreSQL, where a node's own disk is not durable: one statement inserts a batch, in the name of this node as long as
/// the others do not take it for dead. Rows are taken out again by the transaction that writes them to the ledger. All nodes do that, but
/// only one at a time for the rows of one node, so that the steps of a call keep their order.
/// </summary>
internal sealed class PostgresJournal(IConfiguration configuration, ThisNode node, ILogger<PostgresJournal> log) : IUsageJournal, IDisposable
{
    /// <summary>A row of some 80 KB.</summary>
    internal const int RecordsPerRow = 500;

    // The lock makes whoever ends a node wait for what is being written in its name, and makes a repeated write wait for the first. After a
    // change of numbers nothing is written under the new one until all under the old one is expanded: the order again.
    private const string Insert = """
        INSERT INTO usage_journal ("Node", "Records")
        SELECT n."Id", r.frame FROM cluster_nodes n, unnest($2) WITH ORDINALITY AS r(frame, place)
        WHERE n."Id" = $1 AND n."EndedAt" IS NULL AND ($3 = $1 OR NOT EXISTS (SELECT 1 FROM usage_journal WHERE "Node" = $3))
        ORDER BY r.place FOR NO KEY UPDATE OF n
        """;

    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;
    private GroupCommit? _commit;
    private long _waiting;
    private long _sequence;
    private long? _writtenAs;
    private bool _mayRepeat;

    public long Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    public TimeSpan Lag => _commit?.Lag ?? TimeSpan.Zero;

    public bool Failing => _commit?.Failing ?? true;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Portal"))
        {
            ApplicationName = "wictz usage journal",
            Options = "-c synchronous_commit=on -c statement_timeout=8s",      // shorter than ours: then it is known that nothing was written
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 10,
        };
        _source = NpgsqlDataSource.Create(settings);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var count = new NpgsqlCommand(
            """SELECT COALESCE(sum(greatest(1, (octet_length("Records") - $1) / $2)), 0)::bigint FROM usage_journal""", connection)
        {
            Parameters = { new() { Value = JournalFrame.HeaderBytes }, new() { Value = JournalRecord.Bytes } },
        };
        _waiting = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        _commit = new GroupCommit("usage journal", records => Write(records.Span), log);
    }

    public Task AppendAsync(in JournalRecord record)
    {
        var commit = _commit ?? throw new InvalidOperationException("The journal is not open.");
        Interlocked.Increment(ref _waiting);
        return commit.Append(record);
    }

    public void Note(in JournalRecord record, bool isLate)
    {
        if (_commit?.Note(record, isLate) == true)
        {
            Interlocked.Increment(ref _waiting);
        }
    }

    public async Task<JournalSlice> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken)
    {
        var free = await db.Database.SqlQuery<long>($"""
            SELECT n."Node" AS "Value" FROM (SELECT "Node" FROM usage_journal GROUP BY "Node" ORDER BY min("Sequence")) n
            WHERE pg_try_advisory_xact_lock(hashtextextended('usage journal', n."Node")) LIMIT 1
            """).ToListAsync(cancellationToken);
        if (free is not [var oldest])
        {
            await CountAnewAsync(db, cancellationToken);
            return new JournalSlice([], MayRepeat: false);
        }

        // A statement of its own, which sees what the node that had the lock before has committed.
        var bytes = (long)most * JournalRecord.Bytes;
        var rows = await db.JournalRows.FromSql($"""
            DELETE FROM usage_journal WHERE "Sequence" = ANY(ARRAY(
                SELECT "Sequence" FROM (
                    SELECT "Sequence", sum(octet_length("Records")) OVER (ORDER BY "Sequence") - octet_length("Records") AS before
                    FROM usage_journal WHERE "Node" = {oldest}) j
                WHERE before < {bytes} ORDER BY "Sequence" LIMIT {most}))
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return JournalRow.Read(rows);
    }

    public void Taken(int count) => Interlocked.Add(ref _waiting, -count);

    public Task<bool> CloseAsync(TimeSpan patience) => Task.Run(() => _commit?.Close(patience) ?? true);

    public void Dispose()
    {
        _commit?.Dispose();
        _connection?.Dispose();
        _source?.Dispose();
    }

    // Other nodes may have expanded rows of this one: what it has counted and none of which is there any more. Before it is open, when a
    // node that starts takes over from a dead one, it has counted nothing.
    private async Task CountAnewAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var counted = Volatile.Read(ref _waiting);
        if (counted != 0 && _commit is { IsIdle: true } && !await db.JournalRows.AnyAsync(row => row.Node == node.Id, cancellationToken))
        {
            Interlocked.CompareExchange(ref _waiting, 0, counted);
        }
    }

    private void Write(ReadOnlySpan<JournalRecord> records)
    {
        var number = node.Id;
        if (Run(number, Frames(records, number)) == 0)
        {
            throw new InvalidOperationException(
                $"Nothing may be written in the name of node {number}: the others take it for dead, or its former records are not expanded yet.");
        }

        (_writtenAs, _mayRepeat) = (number, false);
        _sequence++;
    }

    /// <returns>The rows written.</returns>
    private int Run(long number, byte[][] frames)
    {
        try
        {
            var command = Command();
            command.Parameters[0].Value = number;
            command.Parameters[1].Value = frames;
            command.Parameters[2].Value = _writtenAs ?? number;
            return command.ExecuteNonQuery();
        }
        catch
        {
            // Whether the batch was committed may be unknown. It is written again, marked, and what is there twice is taken once.
            _mayRepeat = true;
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    private byte[][] Frames(ReadOnlySpan<JournalRecord> records, long number)
    {
        var frames = new byte[(records.Length + RecordsPerRow - 1) / RecordsPerRow][];
        var written = new JournalRecord[Math.Min(records.Length, RecordsPerRow)];
        for (var i = 0; i < frames.Length; i++)
        {
            var part = records[(i * RecordsPerRow)..Math.Min(records.Length, (i + 1) * RecordsPerRow)];
            for (var j = 0; j < part.Length; j++)
            {
                written[j] = part[j] with { Node = number };
            }

            frames[i] = new byte[JournalFrame.BytesOf(part.Length)];
            JournalFrame.Write(frames[i], _sequence, written.AsSpan(0, part.Length), _mayRepeat);
        }

        return frames;
    }

    private NpgsqlCommand Command()
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return _insert!;
        }

        _connection = _source!.OpenConnection();
        _insert = new NpgsqlCommand(Insert, _connection);
        _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint });
        _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint });
        _insert.Prepare();
        return _insert;
    }
}
