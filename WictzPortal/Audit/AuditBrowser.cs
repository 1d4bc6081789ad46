using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary>One line of the trail. Ids are pseudonyms.</summary>
/// <param name="Reason">Null where none was given, and once the subject's data is erased.</param>
public sealed record AuditRow(
    long Number, DateTimeOffset At, Guid? ActorId, string Action, Guid? SubjectId, string? Target, Purpose? Purpose, string? Reason);

/// <summary>Reads the trail: all of it for who supervises, and one person's part of it for that person. The caller sees who asks.</summary>
public sealed class AuditBrowser(IDbContextFactory<PortalDb> databases, Vault vault)
{
    /// <summary>The newest first.</summary>
    /// <param name="action">The action, or what it begins with; null for all.</param>
    /// <param name="id">An actor or a subject; null for all.</param>
    public async Task<(IReadOnlyList<AuditRow> Rows, int Total)> ListAsync(
        string? action, Guid? id, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = db.AuditEntries.AsNoTracking()
            .Where(e => action == null || e.Action.StartsWith(action))
            .Where(e => id == null || e.ActorId == id || e.SubjectId == id);
        var total = await chosen.CountAsync(cancellationToken);
        var rows = new List<AuditRow>(take);
        foreach (var entry in await chosen.OrderByDescending(e => e.Number).Skip(skip).Take(take).ToListAsync(cancellationToken))
        {
            rows.Add(new AuditRow(
                entry.Number, entry.At, entry.ActorId, entry.Action, entry.SubjectId, entry.Target, entry.StatedPurpose,
                await ReasonAsync(entry, cancellationToken)));
        }

        return (rows, total);
    }

    /// <summary>Whether the trail holds such an entry.</summary>
    public async Task<bool> KnowsAsync(string action, string target, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.AuditEntries.AnyAsync(e => e.Action == action && e.Target == target, cancellationToken);
    }

    private async Task<string?> ReasonAsync(AuditEntry entry, CancellationToken cancellationToken) => entry switch
    {
        { Reason: null } => null,
        { SubjectId: { } subject } => await vault.OpenAsync(subject, entry.Reason, Purpose.LegalObligation, cancellationToken),
        { ActorId: { } actor } => await vault.OpenAsync(actor, entry.Reason, Purpose.LegalObligation, cancellationToken),
        _ => await vault.OpenSecretAsync(AuditSeal.KeyName, entry.Reason.Value, cancellationToken),
    };
}
