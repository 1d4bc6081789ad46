using System.Data;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WictzPortal.Data;

namespace WictzPortal.Usage;

/// <summary>
/// The journal in PostgreSQL, where a node's own disk is not durable: one statement inserts a batch. Rows are taken out again by the
/// transaction that writes them to the ledger, so any number of nodes can expand side by side.
/// </summary>
internal sealed class PostgresJournal(IConfiguration configuration, ILogger<PostgresJournal> log) : IUsageJournal, IDisposable
{
    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;
    private GroupCommit? _commit;
    private long _waiting;

    public long Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    public TimeSpan Lag => _commit?.Lag ?? TimeSpan.Zero;

    public bool Failing => _commit?.Failing ?? true;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Portal"))
        {
            ApplicationName = "wictz usage journal",
            Options = "-c synchronous_commit=on",
            Pooling = false,
            CommandTimeout = 10,
        };
        _source = NpgsqlDataSource.Create(settings);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM usage_journal", connection);
        _waiting = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        _commit = new GroupCommit("usage journal", Write, log);
    }

    public Task AppendAsync(in JournalRecord record)
    {
        var commit = _commit ?? throw new InvalidOperationException("The journal is not open.");
        Interlocked.Increment(ref _waiting);
        return commit.Append(record);
    }

    public async Task<IReadOnlyList<JournalRecord>> TakeAsync(PortalDb db, int most, CancellationToken cancellationToken)
    {
        // Rows that another node is taking are passed over; should that node fail, they are here again.
        var rows = await db.Database.SqlQuery<byte[]>($"""
            DELETE FROM usage_journal WHERE "Sequence" = ANY(ARRAY(
                SELECT "Sequence" FROM usage_journal ORDER BY "Sequence" LIMIT {most} FOR UPDATE SKIP LOCKED))
            RETURNING "Records" AS "Value"
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => JournalRecord.Read(row));
    }

    // In a cluster another node may expand this node's rows: this counts what this process has seen, which is all its gate needs.
    public void Taken(int count) => Interlocked.Add(ref _waiting, -count);

    public Task<bool> CloseAsync(TimeSpan patience) => Task.Run(() => _commit?.Close(patience) ?? true);

    public void Dispose()
    {
        _commit?.Dispose();
        _connection?.Dispose();
        _source?.Dispose();
    }

    private void Write(ReadOnlyMemory<JournalRecord> records)
    {
        var rows = new byte[records.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = MemoryMarshal.AsBytes(records.Span.Slice(i, 1)).ToArray();
        }

        try
        {
            var command = Command();
            command.Parameters[0].Value = rows;
            command.ExecuteNonQuery();
        }
        catch
        {
            // Whether the batch was committed may be unknown. It is written again; the ledger takes each request id once.
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    private NpgsqlCommand Command()
    {
        if (_connection is { State: ConnectionState.Open })
        {
            return _insert!;
        }

        _connection = _source!.OpenConnection();
        _insert = new NpgsqlCommand("""INSERT INTO usage_journal ("Node", "Records") SELECT 0, unnest($1)""", _connection);
        _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        _insert.Prepare();
        return _insert;
    }
}
