using WictzPortal.Cluster;
using WictzPortal.Ledger;

namespace WictzPortal.Usage;

/// <summary>
/// The life of the metering. At start, before the first call: what a crash has left in the journal goes into the ledger, the calls that it
/// has interrupted are ended, and the purses are filled from there; on PostgreSQL recovery and leases do that. While serving: the expander
/// follows the journal. At the end: everything is flushed.
/// </summary>
internal sealed partial class Metering(
    IUsageJournal journal, Expander expander, OpenCalls openCalls, GeneralLedger ledger, Purses purses, ThisNode node, ILogger<Metering> log)
    : IHostedService, IDisposable
{
    private const int LooksWhenIdle = 8;
    private const int LooksWhenBusy = 4;
    private const int Few = 300;

    // Gathering a slice is not business time: a clock that a test moves by years must not turn these rounds.
    private static readonly TimeProvider RealClock = TimeProvider.System;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await journal.OpenAsync(cancellationToken);
        var left = journal.Waiting;
        await expander.ExpandAllAsync(cancellationToken);
        if (left > 0)
        {
            LogRecovered(left);
        }

        if (node.IsAlone)
        {
            await openCalls.SettleAllDeadAsync(cancellationToken);
            foreach (var (accountNumber, balance) in await ledger.BalancesAsync(cancellationToken))
            {
                purses.Load(accountNumber, balance);
            }
        }

        _following = Task.Run(FollowAsync, CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _following;
        if (!await journal.CloseAsync(TimeSpan.FromSeconds(10)))
        {
            LogUnwritten();
        }

        await expander.ExpandAllAsync(cancellationToken);
    }

    /// <summary>Ends the following too, where a start that failed elsewhere never stops it.</summary>
    public void Dispose()
    {
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
        }

        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        for (var look = 0; !_stopping.IsCancellationRequested; look++)
        {
            try
            {
                await Task.Delay(Pause, RealClock, _stopping.Token);

                if (IsDue(journal.Waiting, look))
                {
                    await CatchUpAsync(_stopping.Token);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The journal keeps everything until the database answers again; the gate closes when too much waits.
                LogNotExpanded(exception, journal.Waiting);
            }
        }
    }

    // What few calls leave is taken at once; what many leave gathers for a second, as it is cheaper by the record then. Now and then it
    // looks although this node has appended nothing: on PostgreSQL, for the records of a node that died.
    private static bool IsDue(long waiting, int look) =>
        waiting is > 0 and < Few or >= Expander.SliceRecords || look % (waiting > 0 ? LooksWhenBusy : LooksWhenIdle) == 0;

    // Full slices are taken without a pause; what is left gathers.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (await expander.ExpandAsync(cancellationToken) && journal.Waiting >= Expander.SliceRecords)
        {
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Records} settled calls were in the journal only, after an unclean end. They are in the ledger now.")]
    private partial void LogRecovered(long records);

    [LoggerMessage(LogLevel.Critical, "The usage journal could not be written before the end; the answers of these calls were not released.")]
    private partial void LogUnwritten();

    [LoggerMessage(LogLevel.Error, "Settled calls could not be moved into the ledger; {Waiting} wait in the journal.")]
    private partial void LogNotExpanded(Exception exception, long waiting);
}
