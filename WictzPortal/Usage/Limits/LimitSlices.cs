using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>
/// Nodes that share a PostgreSQL database share each limit: a node takes a slice of it, hands that out without asking, gets the next one
/// before it is empty, and gives back what it has not needed for two seconds. What a node that dies had not used of a window is lost until
/// the window ends; its places among the calls in flight come back with <see cref="Limiter.ForgetNodeAsync"/>.
/// </summary>
internal sealed partial class LimitSlices : BackgroundService, IAllowances
{
    private const int SlicesPerNode = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<LimitCounter, bool> _counters = new();
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ThisNode _node;
    private readonly LimitSeeds _seeds;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private int _nodes = 1;

    public LimitSlices(
        IDbContextFactory<PortalDb> databases, ThisNode node, LimitSeeds seeds, TimeProvider clock, ILogger<LimitSlices> log)
    {
        (_databases, _node, _seeds, _clock, _log) = (databases, node, seeds, clock, log);
        node.Reborn += () =>
        {
            foreach (var counter in _counters.Keys)
            {
                counter.Forget();
            }
        };
    }

    public void Open(LimitCounter counter, Tally tally) => _counters.TryAdd(counter, true);

    public void Watch(LimitCounter counter, Tally tally)
    {
        var slice = SliceOf(counter);
        if (slice > 1 && tally.Left < slice / 2 && !tally.IsFullFor(1))
        {
            _ = counter.FetchAsync(tally, 1 - Math.Min(0, tally.Left), this);
        }
    }

    public async Task<Fetched> FetchAsync(LimitCounter counter, Tally tally, long need)
    {
        if (need > 0 && tally.IsFullFor(need))
        {
            return Fetched.Full;
        }

        if (!_node.IsAlive)
        {
            return Fetched.Unknown;
        }

        try
        {
            // Where this node sees a limit for the first time, calls may have passed before anybody counted them.
            var isNew = tally is { IsFirst: true, IsKnown: false } && counter.Period > LimitPeriod.Minute;
            var used = isNew ? await _seeds.UsedAsync(counter, tally.Window.Start) : 0;
            using var patience = new CancellationTokenSource(LimitSupply.Patience, LimitSupply.RealClock);
            await using var db = await _databases.CreateDbContextAsync(patience.Token);
            var (granted, elsewhere) = await LimitTakings.TakeAsync(
                db, counter, tally, _node.Id, new Wish(need, need == 0 ? 0 : Math.Max(SliceOf(counter), counter.Wanted), used, 2 * _nodes), patience.Token);
            tally.Fill(granted, elsewhere);
            if (granted < need)
            {
                tally.SetFull(need);
                return Fetched.Full;
            }

            return Fetched.Yes;
        }
        catch (Exception exception) when (Outage.IsCauseOf(exception) || exception is OperationCanceledException)
        {
            LogUnknown(exception);
            return Fetched.Unknown;
        }
    }

    /// <summary>One round: how many nodes there are, and what is idle goes back.</summary>
    public async Task TurnAsync(bool everything, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        _nodes = Math.Max(1, await LimitTakings.NodesAsync(db, cancellationToken));
        var now = _clock.GetUtcNow();
        var turn = new TaskCompletionSource<Fetched>(TaskCreationOptions.RunContinuationsAsynchronously);
        var back = new List<(LimitCounter Counter, Tally Tally)>();
        try
        {
            foreach (var counter in _counters.Keys)
            {
                if (counter.Current is { } tally && now < tally.Window.End
                    && (tally.IsRecalled || (tally.Left > 0 && (everything || now.UtcTicks - tally.Touched > Idle.Ticks)))
                    && counter.TryReserve(turn.Task))
                {
                    tally.Empty();
                    back.Add((counter, tally));
                }
            }

            if (back.Count > 0)
            {
                await LimitTakings.GiveBackAsync(db, _node.Id, back, cancellationToken);
            }
        }
        catch
        {
            back.ForEach(one => one.Tally.Recall());      // whether it went back is not known: the next turn writes the same again
            throw;
        }
        finally
        {
            turn.SetResult(Fetched.Yes);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryTurnAsync(everything: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, LimitSupply.RealClock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryTurnAsync(everything: false, stoppingToken);
        }
    }

    // Small limits are taken one by one: then no node holds what another needs.
    private long SliceOf(LimitCounter counter) => Math.Max(1, counter.Limit / (SlicesPerNode * _nodes));

    private async Task TryTurnAsync(bool everything, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LimitSupply.Patience);
        try
        {
            await TurnAsync(everything, patience.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The portal is stopping.
        }
        catch (Exception exception)
        {
            LogNotReturned(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How much of a limit other nodes have taken cannot be found out. Calls that need more of it get 503 until it can.")]
    private partial void LogUnknown(Exception exception);

    [LoggerMessage(LogLevel.Warning, "What this node does not need of shared limits could not be given back.")]
    private partial void LogNotReturned(Exception exception);
}
