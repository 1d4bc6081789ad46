using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Models;

/// <summary>Every price there ever was, for recomputing what was rated by it.</summary>
public static class PriceHistory
{
    /// <returns>The prices by the number that usage records name.</returns>
    public static async Task<IReadOnlyDictionary<int, Price>> ReadAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var versions = await db.PriceVersions.AsNoTracking().ToListAsync(cancellationToken);
        return versions.ToDictionary(v => v.Id, v => PriceTerms.FromJson(v.Terms).ToPrice(v.Id, v.EffectiveFrom));
    }

    /// <returns>Null when there never was a price of that number.</returns>
    public static async Task<Price?> FindAsync(PortalDb db, int versionId, CancellationToken cancellationToken) =>
        await db.PriceVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) is { } version
            ? PriceTerms.FromJson(version.Terms).ToPrice(version.Id, version.EffectiveFrom) : null;
}
