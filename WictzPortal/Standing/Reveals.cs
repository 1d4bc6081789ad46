using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>One wish to see restricted data that waits for a second person.</summary>
public sealed record RevealRow(Guid Id, Guid SubjectId, string Reason, Guid AskedBy, DateTimeOffset AskedAt);

/// <summary>Staff see restricted data only with a reason and a second person's yes. Whatever shows personal data to staff asks here first.</summary>
public sealed class Reveals(IDbContextFactory<PortalDb> databases, Standings standings, AuditTrail audit, Vault vault, TimeProvider clock)
{
    private static readonly Failure Waits = new(
        FailureKind.Forbidden, "standing.reveal_waits", "This person's data is restricted: a second person of the staff must allow the look. It has been asked for.");

    /// <summary>Whether this member of staff may see this subject's data now; if not, the wish is noted with its reason.</summary>
    /// <param name="subject">A user or an account.</param>
    public async Task<Failure?> MayAsync(Guid subject, string reason, Guid staffId, CancellationToken cancellationToken)
    {
        if (!standings.Of(subject).IsRestricted)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await db.Reveals.AsNoTracking().Where(r => r.SubjectId == subject && r.AskedBy == staffId)
            .OrderByDescending(r => r.AskedAt).FirstOrDefaultAsync(cancellationToken);
        if (asked is { IsAllowed: true } && asked.EndsAt > now)
        {
            return null;
        }

        if (asked is not { IsAllowed: null })
        {
            db.Reveals.Add(new Reveal(subject, await vault.SealAsync(subject, reason, cancellationToken), staffId, now));
            await db.SaveChangesAsync(cancellationToken);
            await NoteAsync(db, "standing.reveal_asked", subject, reason, staffId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return Waits;
    }

    /// <summary>Somebody else than who asked decides.</summary>
    public async Task<Failure?> JudgeAsync(Guid revealId, bool isAllowed, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Reveals.SingleOrDefaultAsync(r => r.Id == revealId && r.JudgedBy == null, cancellationToken) is not { } reveal)
        {
            return new Failure(FailureKind.NotFound, "standing.reveal_decided", "This look has been decided already.");
        }

        if (reveal.AskedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "standing.second_person", "Somebody else of the staff must decide this.");
        }

        reveal.Judge(isAllowed, by, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, isAllowed ? "standing.reveal_allowed" : "standing.reveal_refused", reveal.SubjectId, null, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Those that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<RevealRow>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = new List<RevealRow>();
        foreach (var reveal in await db.Reveals.AsNoTracking().Where(r => r.JudgedBy == null).OrderBy(r => r.AskedAt).ToListAsync(cancellationToken))
        {
            var reason = await vault.OpenAsync(reveal.SubjectId, reveal.Reason, Purpose.LegalObligation, cancellationToken) ?? "";
            rows.Add(new RevealRow(reveal.Id, reveal.SubjectId, reason, reveal.AskedBy, reveal.AskedAt));
        }

        return rows;
    }

    private Task NoteAsync(PortalDb db, string action, Guid subject, string? reason, Guid by, CancellationToken cancellationToken) => audit.WriteAsync(
        db, new AuditNote(action, by) { SubjectId = subject, Purpose = Purpose.LegalObligation, Reason = reason }, cancellationToken);
}
