using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Policies;

/// <summary>
/// Publishes version 1.0.0 of the documents that come with the portal, before it serves for the first time. They have nobody to be
/// announced to; every later version passes two people.
/// </summary>
internal sealed class FirstEditions(IDbContextFactory<PortalDb> databases, PolicyPress press, TimeProvider clock) : IHostedService
{
    private const long Lock = 0x506F_6C69_6369_6573;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.PolicyVersions.AnyAsync(cancellationToken))
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);      // nodes that start at once publish one by one
        }

        var published = await db.PolicyVersions.Select(v => v.Kind).ToListAsync(cancellationToken);
        foreach (var kind in PolicyKinds.All.Where(kind => !published.Contains(kind) && PolicyPress.Shipped(kind, "tr").Length > 0))
        {
            var facts = await press.FactsAsync(kind, cancellationToken);
            var text = press.Write(kind, PolicyPress.Shipped(kind, "tr"), PolicyPress.Shipped(kind, "en"), facts);
            db.PolicyVersions.Add(new PolicyVersion(
                kind, "1.0.0", text.Value ?? throw new InvalidOperationException(text.Failure!.ToString()), facts, press.InventoryHash, clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
