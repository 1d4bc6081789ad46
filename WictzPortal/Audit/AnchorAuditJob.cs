using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary>Notes every hour where the audit trail stands, in a table and in the log, so that a trail set back to an earlier state is noticed.</summary>
[ForPurpose(Purpose.Security)]
[QuartzJob(Description = "Anchors the audit trail."), CronTrigger("0 7 * * * ?"), DisallowConcurrentExecution]
internal sealed partial class AnchorAuditJob(IDbContextFactory<PortalDb> databases, TimeProvider clock, ILogger<AnchorAuditJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns 1 when the trail had grown, else 0.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellationToken);
        if (head.Number == 0 || await db.AuditAnchors.AnyAsync(a => a.Number == head.Number, cancellationToken))
        {
            return 0;
        }

        db.AuditAnchors.Add(AuditAnchor.Of(head, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogAnchored(head.Number, Convert.ToHexStringLower(head.Hash));
        return 1;
    }

    [LoggerMessage(LogLevel.Information, "The audit trail stands at entry {Number} with hash {Hash}.")]
    private partial void LogAnchored(long number, string hash);
}
