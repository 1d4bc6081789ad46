using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Retention;

/// <summary>Reads the destruction log by runs, for whoever must prove what one of them did.</summary>
public static class DestructionRuns
{
    /// <summary>What one run destroyed, in order.</summary>
    public static async Task<IReadOnlyList<Destroyed>> OfRunAsync(PortalDb db, Guid runId, CancellationToken cancellationToken) =>
        await db.Set<Destruction>().AsNoTracking().Where(d => d.RunId == runId).OrderBy(d => d.Id)
            .Select(d => new Destroyed(d.RunId, d.TableName, d.Rule, d.Method, d.Reason, d.Rows)).ToListAsync(cancellationToken);
}
