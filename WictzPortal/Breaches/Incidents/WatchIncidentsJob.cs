using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Breaches;

/// <summary>Reminds of the clocks of incidents, raises the alarm when one is missed or a control is overdue, takes over which letters arrived, and ends secrecy on its day.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Watches the clocks of incidents and controls."), CronTrigger("30 0/5 * * * ?"), DisallowConcurrentExecution]
internal sealed partial class WatchIncidentsJob(
    IDbContextFactory<PortalDb> databases, IncidentBook book, IncidentNotices notices, ControlBook controls, DisclosureBook disclosures,
    Holds holds, Alarms alarms, TimeProvider clock, ILogger<WatchIncidentsJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns how many clocks and controls are missed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var running = (await book.RunningAsync(cancellationToken)).Where(c => !c.IsDrill).ToList();
        var missed = running.FindAll(c => c.Clock.IsMissedAt(now));
        missed.ForEach(c => LogMissed(c.Number, c.Clock.Clock, c.Clock.DueAt));
        var overdue = await controls.OverdueAsync(cancellationToken);
        overdue.ToList().ForEach(control => LogOverdue(control.Name, control.DueOn));

        await alarms.RemindAsync(running, now, cancellationToken);
        await alarms.RaiseAsync(missed, overdue, cancellationToken);
        List<Guid> told;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            told = await db.AffectedPeople.Where(p => p.MailNumber > 0 && p.SentAt == null && !p.IsUnreached).Select(p => p.IncidentId).Distinct().ToListAsync(cancellationToken);
        }

        foreach (var incident in told)
        {
            await notices.TakeDeliveriesAsync(incident, cancellationToken);
        }

        await disclosures.EndSecrecyAsync(cancellationToken);
        await holds.EndSecrecyAsync(cancellationToken);
        return missed.Count + overdue.Count;
    }

    [LoggerMessage(LogLevel.Error, "Incident {Number} has missed its clock {Clock}, due {DueAt}.")]
    private partial void LogMissed(string number, IncidentClock clock, DateTimeOffset dueAt);

    [LoggerMessage(LogLevel.Error, "The control {Name} was due on {DueOn} and is not done.")]
    private partial void LogOverdue(string name, DateOnly dueOn);
}
