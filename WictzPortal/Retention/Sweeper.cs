using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Retention;

/// <summary>
/// Deletes from every table of every database what is past its time, in short batches. Each batch is a whole step, so a sweep that breaks
/// off goes on where it stood. What is restricted or held stays, and is counted apart.
/// </summary>
internal sealed partial class Sweeper(
    DataMap map, RetentionSettings settings, KeepOut keepOut, IEnumerable<ISweep> sweeps, SweepDatabases databases, ILogger<Sweeper> log)
{
    /// <summary>Safe to run twice, and at once with the portal's work. Returns the rows deleted.</summary>
    /// <exception cref="AggregateException">Tables that could not be swept; all others were.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var limits = await settings.RefreshAsync(cancellationToken);
        var (run, rows, faults) = (Guid.CreateVersion7(), 0L, new List<Exception>());
        var guards = new Dictionary<DataSet, TableGuard>();
        foreach (var set in map.Sets)
        {
            guards[set] = await TableGuard.ReadAsync(keepOut, set, cancellationToken);
        }

        foreach (var (first, own) in Tables())
        {
            try
            {
                var kept = KeptFromOf(first)!;
                var order = new SweepOrder(map, limits.SweepBefore(kept.Rule, kept.Days), guards);
                rows += await SweepAsync(run, first, own, order, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(first.Table, e.GetType().Name);      // the other tables' time is over too
                faults.Add(e);
            }
        }

        await databases.GiveBackAsync(rows, cancellationToken);
        return faults.Count == 0 ? rows : throw new AggregateException(faults);
    }

    /// <summary>What decides how long a table's rows are kept: its own time, or that of the record they are part of. Null where neither has one.</summary>
    public static KeptFrom? KeptFromOf(DataSet set) => set.KeptFrom ?? (set.Whole is null ? null : KeptFromOf(set.Whole));

    /// <summary>Tables that are swept, parts before their wholes; those that their folder sweeps itself stand once, for all of its sweep.</summary>
    private IEnumerable<(DataSet Set, ISweep? Own)> Tables()
    {
        var own = sweeps.SelectMany(sweep => sweep.Entities.Select(entity => (entity, sweep))).ToDictionary(pair => pair.entity, pair => pair.sweep);
        foreach (var set in map.Sets.Where(set => KeptFromOf(set) is not null))
        {
            var sweep = own.GetValueOrDefault(set.Entity.ClrType);
            if (sweep is null || sweep.Entities[0] == set.Entity.ClrType)
            {
                yield return (set, sweep);
            }
        }
    }

    private async Task<long> SweepAsync(Guid run, DataSet set, ISweep? own, SweepOrder order, CancellationToken cancellationToken)
    {
        var (table, total, batch) = (TableSweep.Of(set), 0L, 0);
        do
        {
            batch = own is null
                ? await databases.DeleteAsync(run, set, table, order, cancellationToken)
                : await databases.DeleteAsync(run, set, own, order, cancellationToken);
            total += batch;
        }
        while (batch > 0);

        await databases.NoteAsync(set, table, order, total, own is not null, cancellationToken);
        return total;
    }

    [LoggerMessage(LogLevel.Error, "The table {Table} could not be swept: {ErrorClass}.")]
    private partial void LogFailed(string table, string errorClass);
}
