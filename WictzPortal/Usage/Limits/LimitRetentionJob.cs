using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>Deletes what nodes took of limits whose windows are over for a day; every hour.</summary>
[ForPurpose(Purpose.QuotaEnforcement)]
[QuartzJob(Description = "Deletes nodes' shares of limits whose time is over."), CronTrigger("0 43 * * * ?"), DisallowConcurrentExecution]
internal sealed class LimitRetentionJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    private const int BatchRows = 5000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the rows deleted. Calls in flight have no window: their rows stay.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (rows, now) = (0, clock.GetUtcNow());
        foreach (var period in new[] { LimitPeriod.Minute, LimitPeriod.Day, LimitPeriod.Week, LimitPeriod.Month })
        {
            var rules = RuleFacts.All.Where(rule => rule.Period() == period).ToArray();
            var before = now - Longest(period) - TimeSpan.FromDays(1);
            int deleted;
            do
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                deleted = await db.LimitTakings.Where(t => t.WindowAt < before && rules.Contains(t.Rule))
                    .OrderBy(t => t.WindowAt).Take(BatchRows).ExecuteDeleteAsync(cancellationToken);
                rows += deleted;
            }
            while (deleted > 0);
        }

        return rows;
    }

    private static TimeSpan Longest(LimitPeriod period) => period switch
    {
        LimitPeriod.Minute => TimeSpan.FromMinutes(1),
        LimitPeriod.Day => TimeSpan.FromHours(26),
        LimitPeriod.Week => TimeSpan.FromDays(8),
        _ => TimeSpan.FromDays(32),
    };
}
