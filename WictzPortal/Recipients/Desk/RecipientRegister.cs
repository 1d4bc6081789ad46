using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Recipients;

/// <summary>A change of the register as staff see it.</summary>
/// <param name="Before">What the register says now; null for a new entry.</param>
/// <param name="AskedBy">Null: the catalogue file.</param>
public sealed record ChangeRow(
    Guid Id, int? RecipientId, RecipientFacts Facts, RecipientFacts? Before, string Reason, Guid? AskedBy, DateTimeOffset AskedAt, RecipientChangeState State,
    Guid? JudgedBy, DateTimeOffset? JudgedAt);

/// <summary>What the staff's pages show beside the register itself: changes that wait, and those that were decided.</summary>
internal sealed class RecipientRegister(IDbContextFactory<PortalDb> databases, RecipientBook book)
{
    /// <summary>Those that wait for somebody, the oldest first.</summary>
    public async Task<IReadOnlyList<ChangeRow>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changes = await db.RecipientChanges.AsNoTracking().Where(c => c.State == RecipientChangeState.Asked).ToListAsync(cancellationToken);
        return [.. changes.OrderBy(c => c.AskedAt).Select(Row)];
    }

    /// <summary>The decided changes of one entry, the latest first: who stands behind each version of it.</summary>
    public async Task<IReadOnlyList<ChangeRow>> HistoryAsync(int recipientId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changes = await db.RecipientChanges.AsNoTracking().Where(c => c.RecipientId == recipientId && c.State != RecipientChangeState.Asked)
            .ToListAsync(cancellationToken);
        return [.. changes.OrderByDescending(c => c.JudgedAt).Select(Row)];
    }

    private ChangeRow Row(RecipientChange change) => new(
        change.Id, change.RecipientId, RecipientFacts.FromJson(change.Facts), change.RecipientId is { } id ? book.Find(id)?.Facts : null, change.Reason,
        change.AskedBy, change.AskedAt, change.State, change.JudgedBy, change.JudgedAt);
}
