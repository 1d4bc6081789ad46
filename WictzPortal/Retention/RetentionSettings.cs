using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>
/// Keeps the limits on this node as they were last set: loaded before the port opens, changed at once by news, and read again by every
/// sweep, so that a node that missed the news deletes nothing that is to be kept.
/// </summary>
internal sealed partial class RetentionSettings : IHostedService
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly RetentionLimits _limits;
    private readonly ClusterNews _news;
    private readonly ILogger _log;

    public RetentionSettings(IDbContextFactory<PortalDb> databases, RetentionLimits limits, ClusterNews news, ILogger<RetentionSettings> log)
    {
        (_databases, _limits, _news, _log) = (databases, limits, news, log);
        news.Heard += told =>
        {
            if (told.Topic == Topic.Retention)
            {
                _ = TryAsync();
            }
        };
        news.Missed += () => _ = TryAsync();
    }

    public async Task StartAsync(CancellationToken cancellationToken) => await RefreshAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells all nodes once the context's transaction is committed.</summary>
    public Task TellAsync(PortalDb db, CancellationToken cancellationToken) => _news.TellAsync(db, new News(Topic.Retention, ""), cancellationToken);

    public async Task<RetentionLimits> RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var changes = await db.RetentionChanges.AsNoTracking().Where(c => c.State != RetentionChangeState.Rejected).ToListAsync(cancellationToken);
        foreach (var term in RetentionTerm.All.Where(term => term.IsSettable))
        {
            var mine = changes.Where(c => c.Rule == term.Rule).ToList();
            var inForce = mine.Where(c => c.State == RetentionChangeState.InForce).MaxBy(c => (c.JudgedAt, c.Id));
            _limits.Set(term.Rule, inForce?.ToDays ?? term.Days, mine.Where(c => c.State == RetentionChangeState.Asked).Max(c => (int?)c.ToDays) ?? 0);
        }

        return _limits;
    }

    private async Task TryAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogAway(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How long things are kept could not be read anew; the next sweep reads it again. {ErrorClass}.")]
    private partial void LogAway(string errorClass);
}
