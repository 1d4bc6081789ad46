using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WictzPortal.Data;

/// <summary>Runs what must wait for a context's open transaction to be committed. A rollback forgets it.</summary>
public sealed class AfterCommit : DbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, List<Action>> _waiting = [];

    /// <param name="action">Short, in memory, and never failing: the commit has happened.</param>
    public void Run(DbContext db, Action action)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("There is no transaction to wait for.");
        }

        _waiting.GetOrCreateValue(db).Add(action);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData.Context);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Release(eventData.Context);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Forget(eventData.Context);

    public override Task TransactionRolledBackAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    private void Release(DbContext? db)
    {
        if (db is not null && _waiting.TryGetValue(db, out var actions))
        {
            _waiting.Remove(db);
            actions.ForEach(action => action());
        }
    }

    private void Forget(DbContext? db)
    {
        if (db is not null)
        {
            _waiting.Remove(db);
        }
    }
}
