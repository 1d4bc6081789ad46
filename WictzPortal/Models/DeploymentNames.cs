using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Models;

/// <summary>What deployments are called, also those that are out of service.</summary>
public static class DeploymentNames
{
    /// <returns>The provider and the model's name there, such as <c>acme/large-2</c>, by the number that usage records name.</returns>
    public static async Task<IReadOnlyDictionary<int, string>> ReadAsync(PortalDb db, IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        var (deployments, providers) = (db.Deployments, db.Providers);
        return await deployments.Where(d => ids.Contains(d.Id))
            .Join(providers, d => d.ProviderId, p => p.Id, (d, p) => new { d.Id, Name = p.Name + "/" + d.UpstreamModel })
            .ToDictionaryAsync(d => d.Id, d => d.Name, cancellationToken);
    }
}
