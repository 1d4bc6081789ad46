using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>
/// Watches the seven days in which an invoice is to be issued (VUK 231/5), every hour: raises the alarm on the fifth.
/// </summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Raises the alarm when a document has not been issued five days after its event."), CronTrigger("0 5 * * * ?"), DisallowConcurrentExecution]
internal sealed partial class InvoiceClockJob(IDbContextFactory<PortalDb> databases, TimeProvider clock, ILogger<InvoiceClockJob> log) : IJob
{
    public const int AlarmDays = 5;
    public const int LastDays = 7;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Returns the number of events that are late.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var alarm = AlarmBefore(clock.GetUtcNow());
        var late = await db.BillableEvents.Where(e => e.ClosedAt == null && e.PerformedAt < alarm)
            .OrderBy(e => e.PerformedAt).Select(e => new { e.Id, e.WaitsFor, e.PerformedAt }).ToListAsync(cancellationToken);
        foreach (var waiting in late)
        {
            LogLate(waiting.Id, waiting.WaitsFor, IstanbulTime.DayOf(waiting.PerformedAt).AddDays(LastDays));
        }

        return late.Count;
    }

    /// <summary>What was performed before this moment is late: days are counted from midnight to midnight in Istanbul.</summary>
    public static DateTimeOffset AlarmBefore(DateTimeOffset now) => IstanbulTime.StartOf(IstanbulTime.DayOf(now).AddDays(1 - AlarmDays));

    [LoggerMessage(LogLevel.Critical, "Billable event {EventId} has no document and waits ({Reason}); it is to be issued by {LastDay}.")]
    private partial void LogLate(Guid eventId, WaitsFor reason, DateOnly lastDay);
}
