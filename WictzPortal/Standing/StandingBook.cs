using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>A measure as pages show it.</summary>
/// <param name="Reason">In the words of whoever placed it; null once the person's key is destroyed.</param>
public sealed record MeasureRow(Guid Id, Guid UserId, MeasureKind Kind, DateTimeOffset Since, DateTimeOffset? EndedAt, string? Reason)
{
    public RestrictionGround? Ground { get; init; }

    /// <summary>Null for all data.</summary>
    public IReadOnlyList<DataCategory>? Categories { get; init; }

    public DateTimeOffset? KeptRunningSince { get; init; }

    public DateTimeOffset? ReviewAt { get; init; }

    public DateTimeOffset? LiftsAt { get; init; }

    public bool PlacedByPerson { get; init; }
}

/// <summary>Places and ends measures. What is written is in force on this node when the method returns, on others a moment later.</summary>
public sealed class StandingBook(
    IDbContextFactory<PortalDb> databases, Standings standings, ClusterNews news, AuditTrail audit, Vault vault, TimeProvider clock)
{
    private static readonly Failure NotThere = new(FailureKind.NotFound, "standing.not_there", "This is not in force any more.");

    /// <summary>Restricts at once. Staff act with a reason; the person need not give one.</summary>
    /// <param name="categories">The only kinds of data; null or empty for all.</param>
    /// <param name="by">The person, or a member of staff.</param>
    public async Task<Outcome<Guid>> RestrictAsync(
        Guid userId, RestrictionGround ground, IReadOnlyCollection<DataCategory>? categories, string? reason, Guid by, CancellationToken cancellationToken)
    {
        var sealedReason = await vault.SealOptionalAsync(userId, reason, cancellationToken);
        return await PlaceAsync(
            Measure.Restriction(userId, ground, categories, sealedReason, by, clock.GetUtcNow()), "standing.restricted", reason, by,
            twice: m => m.Ground == ground, cancellationToken);
    }

    /// <summary>Whether calls are served in spite of the restriction: the person's own consent, given and taken back by a switch.</summary>
    public async Task<Failure?> KeepRunningAsync(Guid userId, bool wanted, CancellationToken cancellationToken)
    {
        var failure = await ChangeAsync(
            m => m.UserId == userId && m.Kind == MeasureKind.Restriction, m => m.KeepRunning(wanted, clock.GetUtcNow()),
            wanted ? "standing.kept_running" : "standing.stopped", null, userId, cancellationToken);
        return failure;
    }

    /// <summary>Notes that a restriction is still needed; it is looked at again in 30 days.</summary>
    public Task<Failure?> ReviewAsync(Guid measureId, string reason, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(m => m.Id == measureId, m => m.Review(clock.GetUtcNow()), "standing.reviewed", reason, by, cancellationToken);

    /// <summary>Tells that a restriction will be lifted in three days. The caller writes to the person.</summary>
    public Task<Failure?> AnnounceLiftAsync(Guid measureId, string reason, Guid by, CancellationToken cancellationToken) =>
        ChangeAsync(
            m => m.Id == measureId && m.Kind == MeasureKind.Restriction, m => m.AnnounceLift(clock.GetUtcNow()), "standing.lift_announced", reason, by,
            cancellationToken);

    /// <summary>Lifts a restriction: the person at any time, staff three days after having told so.</summary>
    public async Task<Failure?> LiftAsync(Guid measureId, Guid by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var found = await db.Measures.AsNoTracking().SingleOrDefaultAsync(m => m.Id == measureId && m.EndedAt == null, cancellationToken);
            if (found is { Kind: MeasureKind.Restriction } && found.UserId != by && !(found.LiftsAt <= now))
            {
                return new Failure(
                    FailureKind.Conflict, "standing.lift_early", "The person is told three days before a restriction is lifted. Announce it first, then wait.");
            }
        }

        return await ChangeAsync(
            m => m.Id == measureId && m.Kind == MeasureKind.Restriction, m => m.End(by, now), "standing.lifted", null, by, cancellationToken);
    }

    /// <summary>Takes the person's data out of improvement and analysis at once. No reasons are asked for.</summary>
    public Task<Outcome<Guid>> ObjectAsync(Guid userId, CancellationToken cancellationToken) => PlaceAsync(
        new Measure(userId, MeasureKind.Objection, userId, clock.GetUtcNow()), "standing.objected", null, userId, _ => true, cancellationToken);

    public Task<Failure?> TakeBackObjectionAsync(Guid userId, CancellationToken cancellationToken) => ChangeAsync(
        m => m.UserId == userId && m.Kind == MeasureKind.Objection, m => m.End(userId, clock.GetUtcNow()), "standing.objection_taken_back", null, userId,
        cancellationToken);

    /// <summary>Shuts a person out of the service. Signing in for the person's own rights stays possible.</summary>
    public async Task<Outcome<Guid>> SuspendAsync(Guid userId, string reason, Guid? by, CancellationToken cancellationToken)
    {
        var measure = new Measure(userId, MeasureKind.Suspension, by, clock.GetUtcNow()) { Reason = await vault.SealAsync(userId, reason, cancellationToken) };
        return await PlaceAsync(measure, "standing.suspended", reason, by, _ => true, cancellationToken);
    }

    public Task<Failure?> ReinstateAsync(Guid userId, string reason, Guid? by, CancellationToken cancellationToken) => ChangeAsync(
        m => m.UserId == userId && m.Kind == MeasureKind.Suspension, m => m.End(by, clock.GetUtcNow()), "standing.reinstated", reason, by,
        cancellationToken);

    /// <summary>Stops all use while an erasure waits, in the caller's transaction. Freezing twice keeps the first.</summary>
    /// <remarks>Call <see cref="Standings.RefreshAsync"/> after the commit, so that this node need not wait for the news.</remarks>
    public async Task FreezeAsync(PortalDb db, Guid userId, Guid? by, CancellationToken cancellationToken)
    {
        if (!await db.Measures.AnyAsync(m => m.UserId == userId && m.Kind == MeasureKind.Freeze && m.EndedAt == null, cancellationToken))
        {
            db.Measures.Add(new Measure(userId, MeasureKind.Freeze, by, clock.GetUtcNow()));
            await TellAsync(db, "standing.frozen", userId, null, by, cancellationToken);
        }
    }

    /// <summary>Ends a freeze in the caller's transaction: the erasure was cancelled, or is done.</summary>
    public async Task ThawAsync(PortalDb db, Guid userId, Guid? by, CancellationToken cancellationToken)
    {
        var freezes = await db.Measures.Where(m => m.UserId == userId && m.Kind == MeasureKind.Freeze && m.EndedAt == null).ToListAsync(cancellationToken);
        freezes.ForEach(freeze => freeze.End(by, clock.GetUtcNow()));
        await TellAsync(db, "standing.thawed", userId, null, by, cancellationToken);
    }

    /// <summary>Ends all that limits a person, in the caller's transaction: the person's data has been erased.</summary>
    public async Task EndAllAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var all = await db.Measures.Where(m => m.UserId == userId && m.EndedAt == null).ToListAsync(cancellationToken);
        all.ForEach(measure => measure.End(null, clock.GetUtcNow()));
        await TellAsync(db, "standing.ended", userId, null, null, cancellationToken);
    }

    /// <summary>One person's measures, the newest first, those that have ended too.</summary>
    public Task<IReadOnlyList<MeasureRow>> HistoryAsync(Guid userId, CancellationToken cancellationToken) =>
        RowsAsync(measures => measures.Where(m => m.UserId == userId), cancellationToken);

    /// <summary>All restrictions and suspensions in force, those due for review first.</summary>
    public Task<IReadOnlyList<MeasureRow>> InForceAsync(CancellationToken cancellationToken) => RowsAsync(
        measures => measures.Where(m => m.EndedAt == null && (m.Kind == MeasureKind.Restriction || m.Kind == MeasureKind.Suspension)), cancellationToken);

    private async Task<Outcome<Guid>> PlaceAsync(
        Measure measure, string action, string? reason, Guid? by, Func<Measure, bool> twice, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var there = await db.Measures.AsNoTracking()
            .Where(m => m.UserId == measure.UserId && m.Kind == measure.Kind && m.EndedAt == null).ToListAsync(cancellationToken);
        if (there.FirstOrDefault(twice) is { } known)
        {
            return known.Id;
        }

        db.Measures.Add(measure);
        await TellAsync(db, action, measure.UserId, reason, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await standings.RefreshAsync(cancellationToken);
        return measure.Id;
    }

    private async Task<Failure?> ChangeAsync(
        System.Linq.Expressions.Expression<Func<Measure, bool>> which, Action<Measure> change, string action, string? reason, Guid? by,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var chosen = await db.Measures.Where(m => m.EndedAt == null).Where(which).ToListAsync(cancellationToken);
        if (chosen.Count == 0)
        {
            return NotThere;
        }

        chosen.ForEach(change);
        await TellAsync(db, action, chosen[0].UserId, reason, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await standings.RefreshAsync(cancellationToken);
        return null;
    }

    private async Task TellAsync(PortalDb db, string action, Guid userId, string? reason, Guid? by, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(db, new AuditNote(action, by) { SubjectId = userId, Reason = reason }, cancellationToken);
        await news.TellAsync(db, new News(Topic.Standing, userId.ToString("N")), cancellationToken);
    }

    private async Task<IReadOnlyList<MeasureRow>> RowsAsync(Func<IQueryable<Measure>, IQueryable<Measure>> choose, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var measures = await choose(db.Measures.AsNoTracking()).OrderByDescending(m => m.Since).ToListAsync(cancellationToken);
        var rows = new List<MeasureRow>(measures.Count);
        foreach (var measure in measures.OrderBy(m => m.ReviewAt ?? DateTimeOffset.MaxValue))
        {
            var reason = await vault.OpenAsync(measure.UserId, measure.Reason, Purpose.LegalObligation, cancellationToken);
            rows.Add(new MeasureRow(measure.Id, measure.UserId, measure.Kind, measure.Since, measure.EndedAt, reason)
            {
                Ground = measure.Ground, Categories = measure.Categories, KeptRunningSince = measure.KeptRunningSince,
                ReviewAt = measure.ReviewAt, LiftsAt = measure.LiftsAt, PlacedByPerson = measure.PlacedBy == measure.UserId,
            });
        }

        return rows;
    }
}
