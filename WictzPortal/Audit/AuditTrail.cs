using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary>Something to be written into the trail.</summary>
/// <param name="Action">What was done: <c>folder.what_happened</c>.</param>
/// <param name="ActorId">Who did it; null for the portal itself.</param>
public sealed record AuditNote(string Action, Guid? ActorId)
{
    /// <summary>The user or account it was done to.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>The record it was done to, by number or name; nothing personal.</summary>
    public string? Target { get; init; }

    /// <summary>Why personal data was looked at.</summary>
    public Purpose? Purpose { get; init; }

    /// <summary>In the actor's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// Appends to the audit trail, which is one hash chain for all nodes. An entry costs a lock on the chain's head until the transaction
/// ends: it is for what people do, not for calls.
/// </summary>
public sealed class AuditTrail(IDbContextFactory<PortalDb> databases, Vault vault, TimeProvider clock)
{
    /// <summary>Writes in the caller's transaction, so that what was done and its entry are both there or neither is.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public async Task WriteAsync(PortalDb db, AuditNote note, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("An audit entry is written inside a transaction.");
        }

        var reason = await SealAsync(note, cancellationToken);
        var key = await vault.SystemKeyAsync(AuditSeal.KeyName, cancellationToken);
        var head = await LockHeadAsync(db, cancellationToken);
        var entry = AuditEntry.After(head, note, reason, clock.GetUtcNow());
        head.MoveTo(entry, key);
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Writes by itself: for looking at something, which has no transaction. Call it before anything is shown.</summary>
    public async Task WriteAsync(AuditNote note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await WriteAsync(db, note, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // On SQLite the transaction is the only writer. The context may remember the head from an earlier transaction.
    private static async Task<AuditHead> LockHeadAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var heads = db.Database.IsNpgsql() ? db.AuditHeads.FromSql($"SELECT * FROM audit_head FOR UPDATE") : db.AuditHeads;
        var head = await heads.AsTracking().SingleAsync(cancellationToken);
        await db.Entry(head).ReloadAsync(cancellationToken);
        return head;
    }

    private async Task<Sealed?> SealAsync(AuditNote note, CancellationToken cancellationToken) => note switch
    {
        { Reason: null or "" } => null,
        { SubjectId: { } subject } => await vault.SealAsync(subject, note.Reason, cancellationToken),
        { ActorId: { } actor } => await vault.SealAsync(actor, note.Reason, cancellationToken),
        _ => await vault.SealSecretAsync(AuditSeal.KeyName, note.Reason, cancellationToken),
    };
}
