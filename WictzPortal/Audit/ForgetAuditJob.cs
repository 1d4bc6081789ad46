using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;

namespace WictzPortal.Audit;

/// <summary>Deletes audit entries that are older than three years, every night, up to an anchor from which the rest can be verified.</summary>
[QuartzJob(Description = "Deletes audit entries older than three years."), CronTrigger("0 10 3 * * ?"), DisallowConcurrentExecution]
internal sealed class ForgetAuditJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    public const int KeptYears = 3;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of entries deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow().AddYears(-KeptYears);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.AuditAnchors.Where(a => a.At < oldest).MaxAsync(a => (long?)a.Number, cancellationToken) is not { } last)
        {
            return 0;
        }

        var deleted = await db.AuditEntries.Where(e => e.Number <= last).ExecuteDeleteAsync(cancellationToken);
        await db.AuditAnchors.Where(a => a.Number < last).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }
}
