using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Accounts;

/// <summary>Deletes sessions 90 days after their last use (R-LOG90), and what links and invitations leave behind, every night at 03:45 UTC.</summary>
[QuartzJob(Description = "Deletes sessions last used 90 days ago, and expired links."), CronTrigger("0 45 3 * * ?"), DisallowConcurrentExecution]
internal sealed class ForgetSessionsJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of rows deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var oldest = now - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.UserSessions.Where(s => s.LastSeenAt < oldest).ExecuteDeleteAsync(cancellationToken)
            + await db.Invitations.Where(i => i.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken)
            + await db.SetupLinks.Where(l => l.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
    }
}
