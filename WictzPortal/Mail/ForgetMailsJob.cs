using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Mail;

/// <summary>Deletes the traces of mails that are older than 90 days, every night at 03:50 UTC (R-LOG90).</summary>
[QuartzJob(Description = "Deletes the traces of mails older than 90 days."), CronTrigger("0 50 3 * * ?"), DisallowConcurrentExecution]
internal sealed class ForgetMailsJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of mails deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - Kept;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.OutboxMails.Where(mail => mail.QueuedAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
