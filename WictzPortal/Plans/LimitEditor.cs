using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Plans;

/// <summary>
/// Reads and changes the limits that are stored for a key, or for an account as a whole, and tells every node. Every call is bounded to
/// the account it names; that a key is this account's is for the folder to see to which knows keys.
/// </summary>
public sealed partial class LimitEditor(
    IDbContextFactory<PortalDb> databases, LimitBook book, ClusterNews news, TimeProvider clock, ILogger<LimitEditor> log)
{
    /// <summary>The limits of the account's keys by their ids, and its own by the account's; what has none is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, LimitSet>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.StoredLimits.AsNoTracking().Where(l => l.AccountId == accountId)
            .ToDictionaryAsync(l => l.ScopeId, l => l.ToLimits(), cancellationToken);
    }

    /// <param name="scopeId">The key, or the account itself.</param>
    public async Task<LimitSet> FindAsync(Guid accountId, Guid scopeId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.StoredLimits.AsNoTracking().SingleOrDefaultAsync(l => l.ScopeId == scopeId && l.AccountId == accountId, cancellationToken);
        return stored?.ToLimits() ?? LimitSet.None;
    }

    /// <summary>In force on this node when this returns, and on the others within a second.</summary>
    /// <returns>The limits as stored; or <c>limits.number_invalid</c>, <c>limits.spend_invalid</c>, <c>limits.models_invalid</c>,
    /// <c>limits.network_invalid</c>, <c>limits.networks_invalid</c>.</returns>
    public async Task<Outcome<LimitSet>> SaveAsync(Guid accountId, Guid scopeId, LimitSet limits, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var outcome = await SaveAsync(db, accountId, scopeId, limits, cancellationToken);
        if (outcome.Succeeded)
        {
            await transaction.CommitAsync(cancellationToken);
            await book.RefreshAsync(scopeId, cancellationToken);
            LogSaved(scopeId, accountId);
        }

        return outcome;
    }

    /// <summary>As <see cref="SaveAsync(Guid, Guid, LimitSet, CancellationToken)"/>, within the context's open transaction.</summary>
    public async Task<Outcome<LimitSet>> SaveAsync(PortalDb db, Guid accountId, Guid scopeId, LimitSet limits, CancellationToken cancellationToken)
    {
        var outcome = LimitRules.Checked(limits);
        if (outcome.Succeeded)
        {
            var stored = await OfAsync(db, accountId, scopeId, cancellationToken);
            stored.Apply(outcome.Value, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await TellAsync(db, scopeId, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Makes every node look at the account anew, within the context's open transaction: what its limits depend on has changed.</summary>
    public async Task TouchAsync(PortalDb db, Guid accountId, CancellationToken cancellationToken)
    {
        var stored = await OfAsync(db, accountId, accountId, cancellationToken);
        stored.Apply(stored.ToLimits(), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(db, accountId, cancellationToken);
    }

    // One after the other: two that found no row would both insert it, and the later one would fail.
    private static async Task<StoredLimits> OfAsync(PortalDb db, Guid accountId, Guid scopeId, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockOf(scopeId)})", cancellationToken);
        }

        return await db.StoredLimits.SingleOrDefaultAsync(l => l.ScopeId == scopeId && l.AccountId == accountId, cancellationToken)
            ?? db.Add(new StoredLimits(scopeId, accountId)).Entity;
    }

    // Should two scopes fall on one number, they only wait for each other.
    private static long LockOf(Guid scopeId) => BitConverter.ToInt64(scopeId.ToByteArray(), 8);

    private Task TellAsync(PortalDb db, Guid scopeId, CancellationToken cancellationToken) =>
        news.TellAsync(db, new News(Topic.Limits, scopeId.ToString()), cancellationToken);

    [LoggerMessage(LogLevel.Information, "Changed the limits of {ScopeId} of account {AccountId}.")]
    private partial void LogSaved(Guid scopeId, Guid accountId);
}
