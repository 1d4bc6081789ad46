using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace WictzPortal.Data;

/// <summary>
/// Every table of the three databases, with whose its rows are and how long they are kept. Export, erasure, retention and the
/// processing register go through this, so that none of them can forget a table.
/// </summary>
public sealed class DataMap
{
    private readonly IDbContextFactory<PortalDb> _portal;
    private readonly IDbContextFactory<RequestLogDb> _requestLogs;
    private readonly IDbContextFactory<KeyStoreDb> _keyStores;
    private readonly Lazy<IReadOnlyList<DataSet>> _sets;

    internal DataMap(
        IDbContextFactory<PortalDb> portal, IDbContextFactory<RequestLogDb> requestLogs, IDbContextFactory<KeyStoreDb> keyStores)
    {
        (_portal, _requestLogs, _keyStores) = (portal, requestLogs, keyStores);
        _sets = new Lazy<IReadOnlyList<DataSet>>(() => [.. Read(portal), .. Read(requestLogs), .. Read(keyStores)]);
    }

    /// <summary>All tables; a table that is part of another comes before it, so that deleting in this order leaves no orphan.</summary>
    public IReadOnlyList<DataSet> Sets => _sets.Value;

    /// <summary>A context of the database that holds the table.</summary>
    public async Task<DbContext> OpenAsync(DataSet set, CancellationToken cancellationToken) =>
        set.Store == typeof(RequestLogDb) ? await _requestLogs.CreateDbContextAsync(cancellationToken)
        : set.Store == typeof(KeyStoreDb) ? await _keyStores.CreateDbContextAsync(cancellationToken)
        : await _portal.CreateDbContextAsync(cancellationToken);

    private static IEnumerable<DataSet> Read<TContext>(IDbContextFactory<TContext> databases)
        where TContext : DbContext
    {
        using var db = databases.CreateDbContext();
        var known = new Dictionary<IEntityType, DataSet>();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => !e.IsOwned()).OrderBy(e => e.GetTableName(), StringComparer.Ordinal))
        {
            DataSet.Read(typeof(TContext), entity, known);
        }

        return known.Values.OrderByDescending(set => set.Depth).ThenBy(set => set.Table, StringComparer.Ordinal);
    }
}
