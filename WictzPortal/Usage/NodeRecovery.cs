using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>
/// Takes over what dead nodes held, on PostgreSQL. One node does it for each dead one, in one transaction: when all that it settled is
/// posted, the calls it had in flight are ended, and its leases go back into the pools and their places to the limits.
/// </summary>
internal sealed partial class NodeRecovery(
    IDbContextFactory<PortalDb> databases, Expander expander, OpenCalls openCalls, ILogger<NodeRecovery> log) : BackgroundService
{
    private static readonly TimeProvider RealClock = TimeProvider.System;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Recovers one dead node, if there is one that nobody else is recovering.</summary>
    public async Task<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var dead = await db.Database.SqlQuery<long>($"""
            SELECT "Id" AS "Value" FROM cluster_nodes WHERE "EndedAt" IS NOT NULL ORDER BY "EndedAt" LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken);
        if (dead is not [var node])
        {
            return false;
        }

        await expander.ExpandAllAsync(cancellationToken);
        if (await db.JournalRows.AnyAsync(row => row.Node == node, cancellationToken))
        {
            return false;      // another node is posting them at this moment
        }

        await openCalls.SettleDeadAsync(db, node, cancellationToken);
        await CreditLeases.ReturnAllOfAsync(db, node, cancellationToken);
        await Limiter.ForgetNodeAsync(db, node, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""DELETE FROM cluster_nodes WHERE "Id" = {node}""", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogRecovered(node);
        return true;
    }

    /// <summary>Before the first call: what a process before this one held, if it ended in order.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        while (await RecoverAsync(cancellationToken))
        {
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RecoverAsync(stoppingToken))
                {
                }

                await Task.Delay(Pause, RealClock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogNotRecovered(exception);
                await Task.Delay(Pause, RealClock, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "What node {Node} held when it ended is back in the pools.")]
    private partial void LogRecovered(long node);

    [LoggerMessage(LogLevel.Warning, "What a dead node held could not be taken over yet.")]
    private partial void LogNotRecovered(Exception exception);
}
