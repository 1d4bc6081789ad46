using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>Writes to the privacy officers and administrators about agreements that end and notices that are due, every morning.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Tells staff of agreements with recipients that end, and of notices that are due."), CronTrigger("0 0 6 * * ?"), DisallowConcurrentExecution]
internal sealed class TellDeadlinesJob(IDbContextFactory<PortalDb> databases, StaffPost post, RecipientLetters letters, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice, and late. Returns the number of deadlines told.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        List<Deadline> news = [];
        foreach (var recipient in await db.Recipients.Where(r => r.EndedAt == null).ToListAsync(cancellationToken))
        {
            var told = recipient.ToldOn ?? DateOnly.MinValue;
            var due = Deadline.Of(recipient.ToEntry()).Where(deadline => deadline.TellOn.Any(day => day > told && day <= today)).ToList();
            if (due.Count > 0)
            {
                news.AddRange(due);
                recipient.Tell(today);
            }
        }

        if (news.Count > 0)
        {
            await post.QueueAsync(db, [Roles.PrivacyOfficer, Roles.Administrator], firstName => letters.Due(firstName, news), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            post.Nudge();
        }

        return news.Count;
    }
}
