using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>Opens reconciliation cases, each once, and lets staff close them.</summary>
internal sealed partial class CaseBook(IDbContextFactory<PortalDb> databases, AuditTrail audit, TimeProvider clock, ILogger<CaseBook> log)
{
    /// <summary>In the caller's transaction; saved by the caller. A case that was opened before stays as it is.</summary>
    public async Task OpenAsync(
        PortalDb db, CaseKind kind, string subject, long? ourKurus, long? theirKurus, CancellationToken cancellationToken)
    {
        var found = new ReconciliationCase(kind, subject, ourKurus, theirKurus, clock.GetUtcNow());
        if (!db.ReconciliationCases.Local.Any(c => c.Key == found.Key)
            && !await db.ReconciliationCases.AnyAsync(c => c.Key == found.Key, cancellationToken))
        {
            db.ReconciliationCases.Add(found);
            LogOpened(kind, subject);
        }
    }

    /// <summary>The open ones first, the newest on top.</summary>
    public async Task<(IReadOnlyList<ReconciliationCase> Rows, int Total)> ListAsync(
        bool onlyOpen, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = db.ReconciliationCases.AsNoTracking().Where(c => !onlyOpen || c.ClosedAt == null);
        return (
            await chosen.OrderBy(c => c.ClosedAt != null).ThenByDescending(c => c.OpenedAt).Skip(skip).Take(take).ToListAsync(cancellationToken),
            await chosen.CountAsync(cancellationToken));
    }

    /// <summary>Closes a case; one that is closed keeps its reason.</summary>
    public async Task CloseAsync(Guid id, string reason, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.ReconciliationCases.AsTracking().SingleOrDefaultAsync(c => c.Id == id && c.ClosedAt == null, cancellationToken) is { } found)
        {
            found.Close(by, reason, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await audit.WriteAsync(db, new AuditNote("payments.case_closed", by) { Target = $"{id:N}", Reason = reason }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Reconciliation case opened: {Kind} of {Subject}.")]
    private partial void LogOpened(CaseKind kind, string subject);
}
