using Microsoft.EntityFrameworkCore;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Moves every erasure on by what is due: freeze, reminders, purge, retries, closing. Safe to repeat at any point.</summary>
internal sealed class ErasureKeeper(
    IDbContextFactory<PortalDb> databases, Erasures erasures, ErasureSubjects subjects, ErasureRun run, ErasurePost post,
    TimeProvider clock)
{
    private static readonly int[] ReminderDays = [1, 14, 24];
    private static readonly TimeSpan LetterPatience = TimeSpan.FromDays(7);

    /// <returns>The erasures that were moved.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<ErasureCase> open;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            open = await db.Erasures.AsNoTracking()
                .Where(e => e.State == ErasureState.Waiting || e.State == ErasureState.Purging || e.State == ErasureState.Erased)
                .OrderBy(e => e.PurgeAt).ToListAsync(cancellationToken);
        }

        var moved = 0;
        foreach (var erasure in open)
        {
            var isMoved = erasure.State switch
            {
                ErasureState.Waiting when erasure.FrozenAt is null => await FreezeAsync(erasure, cancellationToken),
                ErasureState.Waiting when erasure.PurgeAt <= now => await PurgeAsync(erasure, cancellationToken),
                ErasureState.Waiting => await RemindAsync(erasure, now, cancellationToken),
                ErasureState.Purging when !(erasure.NextAttemptAt > now) => await PurgeAsync(erasure, cancellationToken),
                ErasureState.Erased => await CloseAsync(erasure, now, cancellationToken),
                _ => false,
            };
            moved += isMoved ? 1 : 0;
        }

        return moved;
    }

    private async Task<bool> FreezeAsync(ErasureCase erasure, CancellationToken cancellationToken)
    {
        if (await subjects.FactsAsync(erasure, cancellationToken) is { } facts)
        {
            await erasures.EnforceAsync(erasure.Id, facts, cancellationToken);
        }

        return true;
    }

    private async Task<bool> PurgeAsync(ErasureCase erasure, CancellationToken cancellationToken)
    {
        await run.RunAsync(erasure.Id, cancellationToken);
        return true;
    }

    private async Task<bool> RemindAsync(ErasureCase waiting, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = ReminderDays.LastOrDefault(days => waiting.StartedAt.AddDays(days) <= now);
        if (due <= waiting.RemindedDays || waiting.Kind is ErasureKind.UnderAge
            || await subjects.FactsAsync(waiting, cancellationToken) is not { } facts)
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var erasure = await db.Erasures.SingleAsync(e => e.Id == waiting.Id, cancellationToken);
        erasure.Remind(due);
        await post.RemindAsync(db, facts, erasure, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        post.Nudge();
        return true;
    }

    // The last letter is sealed under the case. Once it is sent, or cannot be sent, the address goes with the key.
    private async Task<bool> CloseAsync(ErasureCase erased, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await post.IsUnderwayAsync(db, erased, now - LetterPatience, cancellationToken))
        {
            return false;
        }

        var erasure = await db.Erasures.SingleAsync(e => e.Id == erased.Id, cancellationToken);
        erasure.Close(now);
        await db.SaveChangesAsync(cancellationToken);
        await subjects.ForgetAsync(erased.Id, cancellationToken);
        return true;
    }
}

/// <summary>Moves erasures on, every minute.</summary>
[ForPurpose(Purpose.LegalObligation)]
[QuartzJob(Description = "Freezes, reminds of, purges and proves erasures."), CronTrigger("0 * * * * ?"), DisallowConcurrentExecution]
internal sealed class ErasureJob(ErasureKeeper keeper) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await keeper.RunAsync(cancellationToken);
}

/// <summary>When a legal hold ends, the erasures that waited for it go on by themselves.</summary>
internal sealed class ErasureGoesOn(ErasureSubjects subjects, TimeProvider clock) : IListen<HoldReleased>
{
    public async Task HearAsync(HoldReleased happened, PortalDb db, CancellationToken cancellationToken)
    {
        foreach (var erasure in await db.Erasures.Where(e => e.State == ErasureState.Held).ToListAsync(cancellationToken))
        {
            if ((await subjects.FactsAsync(erasure, cancellationToken))?.UserId == happened.UserId)
            {
                erasure.GoOn(clock.GetUtcNow());
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
