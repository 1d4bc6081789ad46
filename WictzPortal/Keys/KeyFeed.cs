using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Keys;

/// <summary>
/// Fills the ring before the port opens, and takes over what other nodes change: at once when they tell it, and by looking every second
/// in case that was not heard. A database that is away leaves the ring as it is.
/// </summary>
internal sealed partial class KeyFeed(
    IDbContextFactory<PortalDb> databases, KeyRing ring, ClusterNews news, ThisNode node, TimeProvider clock, ILogger<KeyFeed> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Clocks of nodes may differ by 2 s, and a change is not seen before its transaction ends.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    // What does not fit is found by looking.
    private readonly Channel<Guid?> _told = Channel.CreateBounded<Guid?>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    private DateTimeOffset _seenUntil = DateTimeOffset.UnixEpoch;
    private bool _isAway;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.OpenAsync(cancellationToken);
        if (!node.IsAlone)
        {
            news.Heard += Hear;
            news.Missed += Miss;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        _seenUntil = await TakeAsync(db.ApiKeys.Where(k => k.RevokedAt == null), cancellationToken) ?? _seenUntil;
        await base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        news.Heard -= Hear;
        news.Missed -= Miss;
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Takes over what was changed since the last look. Safe to repeat.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var since = _seenUntil - Overlap;
        _seenUntil = await TakeAsync(db.ApiKeys.Where(k => k.ChangedAt >= since), cancellationToken) ?? _seenUntil;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        node.IsAlone ? Task.CompletedTask : Task.WhenAll(ListenAsync(stoppingToken), WatchAsync(stoppingToken));

    private void Hear(News heard)
    {
        if (heard.Topic == Topic.Key && Guid.TryParse(heard.Subject, out var id))
        {
            _told.Writer.TryWrite(id);
        }
    }

    private void Miss() => _told.Writer.TryWrite(null);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var told in _told.Reader.ReadAllAsync(cancellationToken))
        {
            await TryAsync(() => ReloadAsync(told, cancellationToken));
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TryAsync(() => LookAsync(cancellationToken));
        }
    }

    private async Task ReloadAsync(Guid? told, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await TakeAsync(told is { } id ? db.ApiKeys.Where(k => k.Id == id) : db.ApiKeys, cancellationToken);
    }

    /// <summary>Returns when the newest of them was changed.</summary>
    private async Task<DateTimeOffset?> TakeAsync(IQueryable<ApiKey> keys, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        await foreach (var key in keys.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            ring.Apply(key);
            newest = newest > key.ChangedAt ? newest : key.ChangedAt;
        }

        return newest;
    }

    private async Task TryAsync(Func<Task> take)
    {
        try
        {
            await take();
            _isAway = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (!_isAway)
            {
                LogAway(exception);
            }

            _isAway = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Keys that other nodes change cannot be looked at; the ones known here stay in force until they can.")]
    private partial void LogAway(Exception exception);
}
