using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Usage;

/// <summary>
/// Writes many rows by prepared statements, some ten times cheaper than a context's change tracker. It also lets one bulk writer at a
/// time onto SQLite: writers that wait for each other in the database sleep there, unfairly.
/// </summary>
public sealed class BulkWriter : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs one short transaction's worth of work alone.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Inserts new rows in the context's transaction.</summary>
    internal static Task InsertAsync<T>(DbContext db, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : class => RunAsync(db, rows, addUp: false, cancellationToken);

    /// <summary>Inserts rows, or adds their figures to the row of the same key.</summary>
    internal static Task AddUpAsync<T>(DbContext db, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : class => RunAsync(db, rows, addUp: true, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private static async Task RunAsync<T>(DbContext db, IReadOnlyCollection<T> rows, bool addUp, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = BulkTable.Of(db, typeof(T));
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            table.OnSqlite<T>(addUp).Run(sqlite, rows);
        }
        else
        {
            await table.OnPostgres<T>(addUp).RunAsync(db, rows, cancellationToken);
        }
    }
}
