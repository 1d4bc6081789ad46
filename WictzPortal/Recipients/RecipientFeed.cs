using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Recipients;

/// <summary>
/// Fills <see cref="RecipientBook"/> before anything may be called, and again when a node tells of a change. Whoever misses the news finds
/// it by looking, and so does what expires at midnight.
/// </summary>
internal sealed partial class RecipientFeed(
    IDbContextFactory<PortalDb> databases, RecipientBook book, IEnumerable<RequiredRecipient> required, ClusterNews news, TimeProvider clock,
    ILogger<RecipientFeed> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        if (required.Where(recipient => !recipient.IsMet(book)).Select(recipient => recipient.Lack).ToList() is { Count: > 0 } lacks)
        {
            throw new OptionsValidationException("Recipients", typeof(RequiredRecipient), lacks);      // before anything else works
        }

        news.Heard += Hear;
        news.Missed += Look;
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        news.Heard -= Hear;
        news.Missed -= Look;
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Safe to repeat.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            book.Swap([.. (await db.Recipients.AsNoTracking().OrderBy(r => r.Id).ToListAsync(cancellationToken)).Select(r => r.ToEntry())]);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRefreshAsync(stoppingToken);
        }
    }

    private void Hear(News told)
    {
        if (told.Topic is Topic.Recipients)
        {
            Look();
        }
    }

    private void Look() => _ = TryRefreshAsync(CancellationToken.None);

    private async Task TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotRefreshed(exception);      // a database that is away leaves the last state in force
        }
    }

    [LoggerMessage(LogLevel.Warning, "The register of recipients could not be looked at; its last state stays in force.")]
    private partial void LogNotRefreshed(Exception exception);
}
