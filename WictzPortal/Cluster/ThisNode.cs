using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Cluster;

/// <summary>
/// This process among those that share a PostgreSQL database: it says twice a second that it lives. One that is silent for six seconds
/// counts as dead: others take over what it held, and nothing may be written in its name any more. It has stopped taking calls by then.
/// On SQLite there is one process, its number is 0, and it is always alive.
/// </summary>
public sealed partial class ThisNode(IDbContextFactory<PortalDb> databases, IConfiguration configuration, ILogger<ThisNode> log)
    : BackgroundService
{
    /// <summary>A node that has not been heard of for so long is dead.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FencedAfter = TimeSpan.FromSeconds(3);

    // How long a process is unheard is no business time: a clock that a test moves by years must not fence it.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    private readonly bool _isAlone = configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.Sqlite;
    private long _id;
    private long _heardAt;
    private long _heardSince;
    private volatile bool _isInDoubt;

    /// <summary>Its number has changed: whatever it held by the old one is no longer its own.</summary>
    public event Action? Reborn;

    /// <summary>Its number; 0 on SQLite.</summary>
    public long Id => Volatile.Read(ref _id);

    /// <summary>Whether there may be other processes on this database.</summary>
    public bool IsAlone => _isAlone;

    /// <summary>False when the database has not heard of it for a while: then it may be taken for dead soon, and must begin nothing new.</summary>
    public bool IsAlive => _isAlone || RealClock.GetElapsedTime(Volatile.Read(ref _heardAt)) < FencedAfter;

    /// <summary>
    /// Whether it may judge others by their silence: not right after an outage of the database, in which all were silent.
    /// </summary>
    internal bool MayJudge => IsAlive && RealClock.GetElapsedTime(Volatile.Read(ref _heardSince)) >= DeadAfter;

    /// <summary>
    /// What it holds is in doubt, because a step failed of which nobody knows whether it happened. It goes on under a new number as soon
    /// as the database hears it, and what it held by the old one is returned as if it had died.
    /// </summary>
    public void BeginAnew() => _isInDoubt = !_isAlone;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isAlone)
        {
            await RegisterAsync(cancellationToken);
            await base.StartAsync(cancellationToken);
        }
    }

    /// <summary>From here on others may take over what it held.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_isAlone)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await EndAsync(db, Id, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Beat, RealClock, stoppingToken);
                await BeatAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogUnheard(exception);
            }
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var id = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO cluster_nodes ("Id", "StartedAt", "SeenAt") VALUES ({id}, now(), now())""", cancellationToken);
        Volatile.Write(ref _id, id);
        Volatile.Write(ref _heardAt, RealClock.GetTimestamp());
        Volatile.Write(ref _heardSince, RealClock.GetTimestamp());
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var began = RealClock.GetTimestamp();      // counted from before the question: the answer may have been long on its way
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (_isInDoubt)
        {
            await EndAsync(db, Id, cancellationToken);
            _isInDoubt = false;
        }

        var heard = await db.Database.ExecuteSqlAsync(
            $"""UPDATE cluster_nodes SET "SeenAt" = now() WHERE "Id" = {Id} AND "EndedAt" IS NULL""", cancellationToken);
        if (heard == 0)
        {
            var before = Id;
            await RegisterAsync(cancellationToken);
            LogReborn(before, Id);
            Reborn?.Invoke();
            return;
        }

        if (!IsAlive)
        {
            Volatile.Write(ref _heardSince, began);
        }

        Volatile.Write(ref _heardAt, began);
        if (MayJudge)
        {
            await JudgeAsync(db, cancellationToken);
        }
    }

    // The lock waits for whoever writes in the name of a node at this moment; nobody begins to after it.
    private static Task<int> EndAsync(PortalDb db, long id, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        WITH ended AS (SELECT "Id" FROM cluster_nodes WHERE "Id" = {id} AND "EndedAt" IS NULL FOR UPDATE)
        UPDATE cluster_nodes n SET "EndedAt" = now() FROM ended WHERE n."Id" = ended."Id"
        """, cancellationToken);

    private static Task<int> JudgeAsync(PortalDb db, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        WITH silent AS (
            SELECT "Id" FROM cluster_nodes WHERE "EndedAt" IS NULL AND "SeenAt" < now() - {DeadAfter} FOR UPDATE SKIP LOCKED)
        UPDATE cluster_nodes n SET "EndedAt" = now() FROM silent WHERE n."Id" = silent."Id"
        """, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The database does not hear that this node lives.")]
    private partial void LogUnheard(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Node {Before} goes on as node {Node}: it had been silent for too long, or what it held was in doubt.")]
    private partial void LogReborn(long before, long node);
}
