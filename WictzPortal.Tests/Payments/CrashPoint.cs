using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WictzPortal.Data;

namespace WictzPortal.Tests.Payments;

/// <summary>Lets the database fail at the step that a test names: at a command of the main database, or just before or after a commit.</summary>
internal sealed class CrashPoint : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _left = int.MaxValue;

    /// <summary>Whether the crash has happened.</summary>
    public bool HasHappened { get; private set; }

    /// <summary>Crashes after so many steps. A commit is two: before it, and after it.</summary>
    public void After(int steps) => (_left, HasHappened) = (steps, false);

    public void Never() => _left = int.MaxValue;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Step(eventData, result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Step(eventData, result));

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Step(eventData, result));

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Step(eventData, 0);
        return Task.CompletedTask;
    }

    private T Step<T>(DbContextEventData data, T result)
    {
        if (data.Context is PortalDb && Interlocked.Decrement(ref _left) == 0)
        {
            HasHappened = true;
            throw new TimeoutException("The database has gone away.");
        }

        return result;
    }
}
