using Microsoft.EntityFrameworkCore;
using WictzPortal.Cluster;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Keys;

/// <summary>Stores a new or changed key, tells every node in the same transaction, and puts it in force here at once.</summary>
public sealed class KeyChanges(IDbContextFactory<PortalDb> databases, ClusterNews news, KeyRing ring, LimitEditor limitEditor)
{
    internal static readonly Failure NotFound = new(FailureKind.NotFound, "keys.not_found", "This key does not exist in this account.");

    /// <summary>The key begins with its limits: there is no moment in which it has none.</summary>
    internal async Task<Failure?> AddAsync(ApiKey key, LimitSet limits, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.ApiKeys.Add(key);
        if (!limits.IsNone && (await limitEditor.SaveAsync(db, key.AccountId, key.Id, limits, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        await SaveAsync(db, key, cancellationToken);
        return null;
    }

    /// <param name="change">Changes the key, or says why not.</param>
    /// <returns>The changed key; or <c>keys.not_found</c>, or what <paramref name="change"/> refused.</returns>
    internal async Task<Outcome<ApiKey>> ChangeAsync(
        Guid accountId, Guid keyId, Func<ApiKey, Failure?> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Writing first locks the row: changes of one key come one after the other, from several nodes too.
        var keys = db.ApiKeys.Where(k => k.Id == keyId && k.AccountId == accountId);
        if (await keys.ExecuteUpdateAsync(set => set.SetProperty(k => k.ChangedAt, k => k.ChangedAt), cancellationToken) == 0)
        {
            return NotFound;
        }

        var key = await keys.SingleAsync(cancellationToken);
        if (change(key) is { } refusal)
        {
            return refusal;
        }

        await SaveAsync(db, key, cancellationToken);
        return key;
    }

    private async Task SaveAsync(PortalDb db, ApiKey key, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await news.TellAsync(db, new News(Topic.Key, key.Id.ToString()), cancellationToken);
        await db.Database.CommitTransactionAsync(cancellationToken);
        ring.Apply(key);
    }
}
