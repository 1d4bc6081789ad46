using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Usage;

namespace WictzPortal.Retention;

/// <summary>Where a sweep deletes, and where it writes down what it did.</summary>
internal sealed class SweepDatabases(
    IDbContextFactory<PortalDb> portal, IDbContextFactory<RequestLogDb> requestLogs, DataMap map, DestructionLog destructions, BulkWriter bulk,
    TimeProvider clock)
{
    /// <summary>One batch of a table without a sweep of its own.</summary>
    public Task<int> DeleteAsync(Guid run, DataSet set, TableSweep table, SweepOrder order, CancellationToken cancellationToken) => InTurnAsync(
        order,
        async () =>
        {
            await using var db = await map.OpenAsync(set, cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var rows = await table.DeleteAsync(db, order, cancellationToken);
            if (db is PortalDb main)
            {
                await destructions.WriteAsync(main, [Line(run, set, order, rows)], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            if (db is not PortalDb)
            {
                await WriteAsync([Line(run, set, order, rows)], cancellationToken);
            }

            return rows;
        },
        cancellationToken);

    /// <summary>One batch of a folder's own sweep.</summary>
    public Task<int> DeleteAsync(Guid run, DataSet set, ISweep sweep, SweepOrder order, CancellationToken cancellationToken) => InTurnAsync(
        order,
        async () =>
        {
            var deleted = await sweep.SweepAsync(order, cancellationToken);
            await WriteAsync(
                deleted.Select(table => Line(run, map.Sets.First(s => s.Entity.ClrType == table.Key), order, table.Value)), cancellationToken);
            return deleted.Values.Sum();
        },
        cancellationToken);

    /// <summary>Notes how a table was left.</summary>
    /// <param name="isOwn">Whether its folder sweeps it itself.</param>
    public async Task NoteAsync(DataSet set, TableSweep table, SweepOrder order, long rows, bool isOwn, CancellationToken cancellationToken)
    {
        Left left;
        await using (var swept = await map.OpenAsync(set, cancellationToken))
        {
            left = await table.LeftAsync(swept, order, isOwn ? order.Before : null, cancellationToken);
        }

        await using var db = await portal.CreateDbContextAsync(cancellationToken);
        var state = await db.TableStates.AsTracking().SingleOrDefaultAsync(s => s.Name == set.Table, cancellationToken);
        if (state is null)
        {
            db.TableStates.Add(state = new TableState(set.Table));
        }

        state.Note(new Swept(set.Rule, order.Before, rows, order.Taken, left), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Gives the space back to the disk, where rows were deleted.</summary>
    public async Task GiveBackAsync(long rows, CancellationToken cancellationToken)
    {
        if (rows > 0)
        {
            await using var db = await portal.CreateDbContextAsync(cancellationToken);
            await SqliteSpace.GiveBackAsync(db, cancellationToken);
            await using var logs = await requestLogs.CreateDbContextAsync(cancellationToken);
            await SqliteSpace.GiveBackAsync(logs, cancellationToken);
        }
    }

    private static Destroyed Line(Guid run, DataSet set, SweepOrder order, int rows) =>
        new(run, set.Table, set.Rule, ErasureMethod.Delete, DestructionReason.TimeIsUp, rows) { Before = order.Before };

    // In turn with the other bulk writers.
    private Task<int> InTurnAsync(SweepOrder order, Func<Task<int>> batch, CancellationToken cancellationToken) => bulk.InTurnAsync(
        async () =>
        {
            var began = clock.GetTimestamp();
            var rows = await batch();
            order.Took(clock.GetElapsedTime(began));
            return rows;
        },
        cancellationToken);

    private async Task WriteAsync(IEnumerable<Destroyed> lines, CancellationToken cancellationToken)
    {
        await using var db = await portal.CreateDbContextAsync(cancellationToken);
        await destructions.WriteAsync(db, lines, cancellationToken);
    }
}
