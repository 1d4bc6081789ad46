using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Retention;

/// <summary>Whether a table's rows go in time.</summary>
public enum Timeliness
{
    InTime,

    /// <summary>Due for more than six hours: a sweep has failed or does not run.</summary>
    Late,

    /// <summary>Due for more than a day: a promise is broken (severity 1).</summary>
    Broken,
}

/// <summary>One table as staff and certificates see it.</summary>
/// <param name="Before">What counts from before it is due now.</param>
/// <param name="OldestAt">The oldest row that may go; null where there is none.</param>
/// <param name="SweptAt">Null before its first sweep.</param>
/// <param name="Restricted">Rows past their time that stay because their people's data is restricted.</param>
/// <param name="Held">Rows past their time that stay for a legal hold, or because a chain binds them to such a row.</param>
public sealed record KeptTable(
    string Table, RetentionRule Rule, DateTimeOffset Before, DateTimeOffset? OldestAt, DateTimeOffset? SweptAt, long Rows, int Restricted, int Held)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(24);

    /// <summary>How long ago the oldest row should have gone.</summary>
    public TimeSpan Late => OldestAt is { } oldest && oldest < Before ? Before - oldest : TimeSpan.Zero;

    /// <summary>What was there before the first sweep, as after an upgrade, may wait for it.</summary>
    public Timeliness Timeliness =>
        Late > Limit ? Timeliness.Broken : SweptAt is not null && Late > Patience ? Timeliness.Late : Timeliness.InTime;
}

/// <summary>Tells how every table stands against its rule.</summary>
public sealed class RetentionBoard
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly DataMap _map;
    private readonly RetentionLimits _limits;
    private readonly KeepOut _keepOut;
    private readonly HashSet<Type> _ownSweeps;

    public RetentionBoard(
        IDbContextFactory<PortalDb> databases, DataMap map, RetentionLimits limits, KeepOut keepOut, IEnumerable<ISweep> sweeps)
    {
        (_databases, _map, _limits, _keepOut) = (databases, map, limits, keepOut);
        _ownSweeps = sweeps.SelectMany(sweep => sweep.Entities).ToHashSet();
    }

    /// <summary>As the last sweeps left them; tables that were never swept are looked at. Cheap.</summary>
    public Task<IReadOnlyList<KeptTable>> ListAsync(CancellationToken cancellationToken) => ListAsync(look: false, cancellationToken);

    /// <summary>As they are now.</summary>
    public Task<IReadOnlyList<KeptTable>> LookAsync(CancellationToken cancellationToken) => ListAsync(look: true, cancellationToken);

    private async Task<IReadOnlyList<KeptTable>> ListAsync(bool look, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var states = await db.TableStates.AsNoTracking().ToDictionaryAsync(state => state.Name, cancellationToken);
        var rows = new List<KeptTable>();
        foreach (var set in _map.Sets.Where(set => set.KeptFrom is not null).OrderBy(set => set.Rule).ThenBy(set => set.Table, StringComparer.Ordinal))
        {
            var (state, before) = (states.GetValueOrDefault(set.Table), _limits.SweepBefore(set.Rule, set.KeptFrom!.Days));
            var left = state is null || look ? await LookAsync(set, before, state, cancellationToken) : new Left(state.OldestAt, state.Restricted, state.Held);
            rows.Add(new KeptTable(set.Table, set.Rule, before, left.OldestAt, state?.SweptAt, state?.Rows ?? 0, left.Restricted, left.Held));
        }

        return rows;
    }

    private async Task<Left> LookAsync(DataSet set, DateTimeOffset before, TableState? state, CancellationToken cancellationToken)
    {
        var guards = new Dictionary<DataSet, TableGuard>();
        for (var part = set; part is not null; part = part.Whole)
        {
            guards[part] = await TableGuard.ReadAsync(_keepOut, part, cancellationToken);
        }

        await using var db = await _map.OpenAsync(set, cancellationToken);
        var judged = _ownSweeps.Contains(set.Entity.ClrType) ? state?.Before : null;
        return await TableSweep.Of(set).LeftAsync(db, new SweepOrder(_map, before, guards), judged, cancellationToken);
    }
}
