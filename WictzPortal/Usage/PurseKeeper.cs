using System.Globalization;
using WictzPortal.Cluster;

namespace WictzPortal.Usage;

/// <summary>Looks after this node's purses on PostgreSQL, twice a second and whenever other nodes tell something of an account's credit.</summary>
internal sealed class PurseKeeper : BackgroundService
{
    private static readonly TimeProvider RealClock = TimeProvider.System;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Purses _purses;
    private readonly PurseLeases _leases;

    public PurseKeeper(Purses purses, PurseLeases leases, ThisNode node, ClusterNews news)
    {
        (_purses, _leases) = (purses, leases);
        news.Heard += Hear;
        node.Reborn += purses.Forget;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, RealClock, stoppingToken);
                await _leases.BalanceAsync([.. _purses.All], stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Hear(News told)
    {
        if (told.Topic is not (Topic.Credit or Topic.CreditWanted)
            || !long.TryParse(told.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var account)
            || _purses.Find(account) is not { Lease: { } lease } purse)
        {
            return;
        }

        if (told.Topic == Topic.CreditWanted)
        {
            _ = _leases.GiveUpAsync(purse, account);
            return;
        }

        lease.Refused = default;
        var waiting = lease.News;
        lease.News = PurseLease.NewNews();
        waiting.TrySetResult();
    }
}
