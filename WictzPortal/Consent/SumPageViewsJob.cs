using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Consent;

/// <summary>Sums the page views of past days every night, and keeps sums of at least ten visits alone.</summary>
[ForPurpose(Purpose.Analytics)]
[QuartzJob(Description = "Sums page views by day."), CronTrigger("0 20 2 * * ?"), DisallowConcurrentExecution]
internal sealed class SumPageViewsJob(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IJob
{
    private const int ViewDays = 30;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of sums written.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var written = 0;
        for (var day = today.AddDays(-ViewDays); day < today; day = day.AddDays(1))
        {
            written += await SumAsync(db, day, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    // A day is summed once: it is over, and what is withdrawn later was counted while the consent stood.
    private static async Task<int> SumAsync(PortalDb db, DateOnly day, CancellationToken cancellationToken)
    {
        if (await db.PageViewDays.AnyAsync(d => d.Day == day, cancellationToken))
        {
            return 0;
        }

        var (from, until) = (Start(day), Start(day.AddDays(1)));
        var sums = await db.PageViews.Where(v => v.HourAt >= from && v.HourAt < until).GroupBy(v => v.Route)
            .Select(route => new { Route = route.Key, Views = route.Count(), Visits = route.Select(v => v.VisitId).Distinct().Count() })
            .Where(sum => sum.Visits >= PageViewDay.LeastVisits).ToListAsync(cancellationToken);
        db.PageViewDays.AddRange(sums.Select(sum => new PageViewDay(day, sum.Route, sum.Views, sum.Visits)));
        return sums.Count;
    }

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
