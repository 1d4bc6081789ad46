using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Standing;

/// <summary>A hold to be placed.</summary>
/// <param name="Case">The case's reference.</param>
/// <param name="UserId">Whose records they are.</param>
/// <param name="OwnerId">The member of staff who answers for it.</param>
public sealed record NewHold(string Case, HoldBasis Basis, string Reason, Guid UserId, Guid OwnerId)
{
    /// <summary>Until then the person is not told, because a law forbids it.</summary>
    public DateTimeOffset? IsSecretUntil { get; init; }
}

/// <summary>One record to be held.</summary>
/// <param name="Table">As the data map names it.</param>
/// <param name="Key">As <see cref="RowKey"/> writes it.</param>
public readonly record struct HeldRecord(string Table, string Key);

/// <summary>A hold as pages show it.</summary>
/// <param name="Rows">How many records of each table.</param>
public sealed record HoldRow(
    Guid Id, Guid UserId, string Case, HoldBasis Basis, string Reason, Guid OwnerId, DateTimeOffset PlacedAt, DateTimeOffset ReviewAt,
    DateTimeOffset? ReleasedAt, DateTimeOffset? IsSecretUntil, IReadOnlyDictionary<string, int> Rows);

/// <summary>A hold was released; heard inside the same transaction. Erasure and retention take the records up again, and the person is told.</summary>
public sealed record HoldReleased(Guid HoldId, Guid UserId, IReadOnlyList<HeldRecord> Records, DateTimeOffset At);

/// <summary>Legal holds: placed on single records, looked at every 90 days, and released.</summary>
public sealed class Holds(
    IDbContextFactory<PortalDb> databases, IEnumerable<IListen<HoldReleased>> listeners, AuditTrail audit, Vault vault, TimeProvider clock)
{
    private const string SecretUse = "holds";

    public async Task<Outcome<Guid>> PlaceAsync(NewHold wanted, IReadOnlyCollection<HeldRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return new Failure(FailureKind.Invalid, "holds.nothing", "This choice finds no record to hold.");
        }

        if (wanted.Case.Trim() is not { Length: > 0 and <= LegalHold.CaseLength } || wanted.Reason.Trim() is not { Length: > 0 and <= LegalHold.ReasonLength })
        {
            return new Failure(FailureKind.Invalid, "holds.case", "Give the reference of the case and the reason.");
        }

        var (reference, reason) = (
            await vault.SealSecretAsync(SecretUse, wanted.Case.Trim(), cancellationToken),
            await vault.SealSecretAsync(SecretUse, wanted.Reason.Trim(), cancellationToken));
        var hold = new LegalHold(wanted, reference, reason, clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.LegalHolds.Add(hold);
        db.HeldRows.AddRange(records.Distinct().Select(r => new HeldRow(hold.Id, r.Table, r.Key)));
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "holds.placed", hold, wanted.Reason.Trim(), wanted.OwnerId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return hold.Id;
    }

    /// <summary>Notes that the hold is still needed, and who answers for it from now on.</summary>
    public Task<Failure?> ReviewAsync(Guid holdId, string reason, Guid by, CancellationToken cancellationToken) => ChangeAsync(
        holdId, "holds.reviewed", reason, by, (_, hold) =>
        {
            hold.Review(by, clock.GetUtcNow());
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Gives the records free: what waits for them, such as an erasure, goes on by itself.</summary>
    public Task<Failure?> ReleaseAsync(Guid holdId, string reason, Guid by, CancellationToken cancellationToken) => ChangeAsync(
        holdId, "holds.released", reason, by, async (db, hold) =>
        {
            var now = clock.GetUtcNow();
            hold.Release(now);
            var records = await db.HeldRows.AsNoTracking().Where(r => r.HoldId == holdId).ToListAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            foreach (var listener in listeners)
            {
                await listener.HearAsync(
                    new HoldReleased(holdId, hold.UserId, [.. records.Select(r => new HeldRecord(r.Table, r.Key))], now), db, cancellationToken);
            }
        }, cancellationToken);

    /// <summary>Holds that need not be secret any more stand in the person's own answers from now on. Returns how many.</summary>
    public async Task<int> EndSecrecyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        (await db.LegalHolds.Where(h => h.ShownTo == null && h.IsSecretUntil <= now).ToListAsync(cancellationToken)).ForEach(hold => hold.EndSecrecy());
        return await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Those in force first, by their next review; those of one person, or all.</summary>
    public async Task<IReadOnlyList<HoldRow>> ListAsync(Guid? userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var holds = await db.LegalHolds.AsNoTracking().Where(h => userId == null || h.UserId == userId).ToListAsync(cancellationToken);
        var ids = holds.ConvertAll(h => h.Id);
        var counts = await db.HeldRows.Where(r => ids.Contains(r.HoldId)).GroupBy(r => new { r.HoldId, r.Table })
            .Select(g => new { g.Key.HoldId, g.Key.Table, Count = g.Count() }).ToListAsync(cancellationToken);
        var rows = new List<HoldRow>(holds.Count);
        foreach (var hold in holds.OrderBy(h => h.ReleasedAt is not null).ThenBy(h => h.ReviewAt))
        {
            rows.Add(new HoldRow(
                hold.Id, hold.UserId, await vault.OpenSecretAsync(SecretUse, hold.Case, cancellationToken), hold.Basis,
                await vault.OpenSecretAsync(SecretUse, hold.Reason, cancellationToken), hold.OwnerId, hold.PlacedAt, hold.ReviewAt, hold.ReleasedAt,
                hold.IsSecretUntil, counts.Where(c => c.HoldId == hold.Id).ToDictionary(c => c.Table, c => c.Count)));
        }

        return rows;
    }

    private async Task<Failure?> ChangeAsync(
        Guid holdId, string action, string reason, Guid by, Func<PortalDb, LegalHold, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LegalHolds.SingleOrDefaultAsync(h => h.Id == holdId && h.ReleasedAt == null, cancellationToken) is not { } hold)
        {
            return new Failure(FailureKind.NotFound, "holds.not_there", "This hold is not in force any more.");
        }

        await change(db, hold);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, action, hold, reason, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    // Not under the person: who is under a hold may not know it yet.
    private Task NoteAsync(PortalDb db, string action, LegalHold hold, string reason, Guid by, CancellationToken cancellationToken) => audit.WriteAsync(
        db, new AuditNote(action, by) { Target = $"hold {hold.Id:N}", Purpose = Purpose.LegalClaims, Reason = reason }, cancellationToken);
}
