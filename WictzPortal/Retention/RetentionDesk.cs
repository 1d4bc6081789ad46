using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;

namespace WictzPortal.Retention;

/// <summary>A change as pages show it.</summary>
public sealed record RetentionChangeRow(
    Guid Id, RetentionRule Rule, int FromDays, int ToDays, string Reason, RetentionChangeState State, Guid AskedBy, DateTimeOffset AskedAt,
    DateTimeOffset? JudgedAt, string? NoticeVersion);

/// <summary>
/// Changes how long things are kept. To less: at once, by one person. To more: never beyond the rule's ceiling, only once the
/// privacy notice that holds tells of it, and only by two people.
/// </summary>
internal sealed class RetentionDesk(
    IDbContextFactory<PortalDb> databases, RetentionLimits limits, RetentionSettings settings, PolicyShelf policies, AuditTrail audit, TimeProvider clock)
{
    private static readonly Failure Gone = new(FailureKind.Conflict, "retention.decided", "This change has been decided already.");

    /// <summary>In force when this returns, if it keeps things for a shorter time; else it waits.</summary>
    public async Task<Outcome<RetentionChangeState>> AskAsync(RetentionRule rule, int days, string reason, Guid by, CancellationToken cancellationToken)
    {
        var (term, now) = (RetentionTerm.Of(rule), clock.GetUtcNow());
        if (!term.IsSettable || days < term.LeastDays || days > term.MostDays)
        {
            return new Failure(FailureKind.Invalid, "retention.out_of_bounds", "Between {0} and {1} days are possible here.", term.LeastDays, term.MostDays);
        }

        if (reason.Trim() is not { Length: > 0 and <= RetentionChange.ReasonLength } why)
        {
            return new Failure(FailureKind.Invalid, "retention.reason", "Say why, in at most {0} characters.", RetentionChange.ReasonLength);
        }

        if (days == limits.DaysOf(rule))
        {
            return new Failure(FailureKind.Conflict, "retention.same", "That is how long it is kept already.");
        }

        var change = new RetentionChange(rule, limits.DaysOf(rule), days, why, by, now);
        if (!change.IsLonger)
        {
            change.Decide(RetentionChangeState.InForce, null, by, now);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.RetentionChanges.Add(change);
        await SaveAsync(db, change.IsLonger ? "retention.asked" : "retention.shortened", change, why, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await settings.RefreshAsync(cancellationToken);
        return change.State;
    }

    /// <summary>Puts a longer time in force.</summary>
    public Task<Failure?> ApproveAsync(Guid changeId, Guid by, CancellationToken cancellationToken) => DecideAsync(changeId, by, async (db, change) =>
    {
        if (change.AskedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "retention.own", "Somebody else has to approve what you asked for.");
        }

        if (change.FromDays != limits.DaysOf(change.Rule))
        {
            return new Failure(FailureKind.Conflict, "retention.moved_on", "The time has been changed since this was asked for. Reject it and ask anew.");
        }

        var fact = new PolicyFact(PolicyFactKind.Retention, change.Rule.ToString(), "", "", change.ToDays);
        if (!await policies.DisclosesAsync(fact, cancellationToken))
        {
            return new Failure(
                FailureKind.Conflict, "retention.undisclosed",
                "The privacy notice that holds does not tell of it yet. Publish one that does; once it is in effect, this can be approved.");
        }

        var notice = await policies.CurrentAsync(PolicyKind.Privacy, cancellationToken);
        change.Decide(RetentionChangeState.InForce, notice?.Number, by, clock.GetUtcNow());
        await SaveAsync(db, "retention.lengthened", change, null, by, cancellationToken);
        return null;
    }, cancellationToken);

    /// <summary>By whoever asked, it is withdrawn.</summary>
    public Task<Failure?> RejectAsync(Guid changeId, Guid by, CancellationToken cancellationToken) => DecideAsync(changeId, by, async (db, change) =>
    {
        change.Decide(RetentionChangeState.Rejected, null, by, clock.GetUtcNow());
        await SaveAsync(db, "retention.rejected", change, null, by, cancellationToken);
        return null;
    }, cancellationToken);

    /// <summary>All changes, those that wait first.</summary>
    public async Task<IReadOnlyList<RetentionChangeRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.RetentionChanges.AsNoTracking().OrderBy(c => c.State != RetentionChangeState.Asked).ThenByDescending(c => c.AskedAt)
            .Select(c => new RetentionChangeRow(
                c.Id, c.Rule, c.FromDays, c.ToDays, c.Reason, c.State, c.AskedBy, c.AskedAt, c.JudgedAt, c.NoticeVersion))
            .ToListAsync(cancellationToken);
    }

    private async Task<Failure?> DecideAsync(
        Guid changeId, Guid by, Func<PortalDb, RetentionChange, Task<Failure?>> decide, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var change = await db.RetentionChanges.AsTracking().SingleOrDefaultAsync(c => c.Id == changeId, cancellationToken);
            if (change is not { State: RetentionChangeState.Asked })
            {
                return Gone;
            }

            try
            {
                if (await decide(db, change) is { } failure)
                {
                    return failure;
                }
            }
            catch (DbUpdateConcurrencyException)
            {
                return Gone;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await settings.RefreshAsync(cancellationToken);
        return null;
    }

    private async Task SaveAsync(PortalDb db, string action, RetentionChange change, string? reason, Guid by, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await settings.TellAsync(db, cancellationToken);
        await audit.WriteAsync(
            db, new AuditNote(action, by) { Target = $"{change.Rule} {change.FromDays} > {change.ToDays}", Reason = reason, Purpose = Purpose.LegalObligation },
            cancellationToken);
    }
}
