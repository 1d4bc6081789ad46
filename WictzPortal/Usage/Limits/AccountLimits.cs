using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>What staff set for one account in place of what its plan says. Each change stands in the audit trail.</summary>
public sealed class AccountLimits(
    IDbContextFactory<PortalDb> databases, LimitEditor limitEditor, LimitBook book, AuditTrail trail)
{
    /// <summary>What holds where the account has no limit of its own.</summary>
    public LimitSet OfPlan(Guid accountId) => book.OfPlan(accountId);

    public Task<LimitSet> FindAsync(Guid accountId, CancellationToken cancellationToken) => limitEditor.FindAsync(accountId, accountId, cancellationToken);

    /// <returns>The limits as stored; or what <see cref="LimitEditor"/> refuses.</returns>
    public async Task<Outcome<LimitSet>> SaveAsync(Guid accountId, LimitSet limits, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var outcome = await limitEditor.SaveAsync(db, accountId, accountId, limits, cancellationToken);
        if (outcome.Succeeded)
        {
            await trail.WriteAsync(db, new AuditNote("limits.changed", staffId) { SubjectId = accountId }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await book.RefreshAsync(accountId, cancellationToken);
        }

        return outcome;
    }
}
