using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Keys;

/// <summary>Writes down when keys were last used, every half minute and at the end, so that no request has to.</summary>
internal sealed partial class KeyUseWriter(
    IDbContextFactory<PortalDb> databases, KeyRing ring, TimeProvider clock, ILogger<KeyUseWriter> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    /// <summary>Returns the number of keys written.</summary>
    public async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        var used = ring.All.Select(key => (key.Id, At: key.TakeLastUse())).Where(key => key.At is not null).ToList();
        if (used.Count == 0)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var (id, at) in used)
        {
            await db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return used.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A time shown on a page: the next use writes it again.
                LogNotWritten(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The last uses of API keys could not be written.")]
    private partial void LogNotWritten(Exception error);
}
