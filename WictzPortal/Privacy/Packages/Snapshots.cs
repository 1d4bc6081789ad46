using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using IsolationLevel = System.Data.IsolationLevel;

namespace WictzPortal.Privacy;

/// <summary>One read transaction per database, so that a package shows one moment while the portal goes on writing.</summary>
internal sealed class Snapshots(DataMap map) : IAsyncDisposable
{
    private readonly Dictionary<Type, DbContext> _open = [];

    public async Task<DbContext> OfAsync(DataSet set, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(set.Store, out var known))
        {
            return known;
        }

        var db = _open[set.Store] = await map.OpenAsync(set, cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var transaction = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.UseTransactionAsync(transaction, cancellationToken);
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var db in _open.Values)
        {
            await db.DisposeAsync();
        }
    }
}
