using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Audit;

/// <summary>
/// Deletes audit entries that are past their time, up to an anchor from which the rest can be verified. An entry that must stay keeps all
/// after it too: a chain has no holes.
/// </summary>
internal sealed class AuditSweep(IDbContextFactory<PortalDb> databases) : ISweep
{
    public IReadOnlyList<Type> Entities => [typeof(AuditEntry)];

    public async Task<IReadOnlyDictionary<Type, int>> SweepAsync(ISweepOrder order, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var entries = db.AuditEntries.IgnoreQueryFilters();
        var end = await order.Kept<AuditEntry>(db).MinAsync(e => (long?)e.Number, cancellationToken) ?? long.MaxValue;
        if (await db.AuditAnchors.Where(a => a.At < order.Before && a.Number < end).MaxAsync(a => (long?)a.Number, cancellationToken) is not { } last
            || await entries.MinAsync(e => (long?)e.Number, cancellationToken) is not { } first || first > last)
        {
            return new Dictionary<Type, int>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var deleted = await entries.Where(e => e.Number <= last).ExecuteDeleteAsync(cancellationToken);
        await db.AuditAnchors.Where(a => a.Number < last).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Dictionary<Type, int> { [typeof(AuditEntry)] = deleted };
    }
}
