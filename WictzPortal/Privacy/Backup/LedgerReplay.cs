using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>
/// At every start, before the port opens: whoever stands in the erasure ledger and yet in the data was brought back by a restored backup,
/// and is erased again. So it makes no difference how the data was restored.
/// </summary>
internal sealed partial class LedgerReplay(
    IDbContextFactory<PortalDb> databases, ErasureLedger ledger, AccountDirectory accounts, IPersonScopes scopes, ErasureRun run,
    ErasureEngine engine, DiskScrub scrub, ILogger<LedgerReplay> log) : IBeforeServing
{
    /// <exception cref="InvalidOperationException">Something could not be erased again: the portal must not serve it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await ledger.IsEmptyAsync(cancellationToken))
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await ledger.FindAsync(await db.Users.Select(u => u.Id).ToListAsync(cancellationToken), cancellationToken);
        var erasedAccounts = (await ledger.FindAsync(await accounts.AllIdsAsync(cancellationToken), cancellationToken)).ToHashSet();
        if (people.Count + erasedAccounts.Count == 0)
        {
            return;
        }

        var runId = Guid.CreateVersion7();
        var rows = 0;
        foreach (var person in people.DefaultIfEmpty())
        {
            var scope = await ScopeAsync(person, erasedAccounts, isLast: people is not [.., var last] || person == last, cancellationToken);
            rows += await run.RepeatAsync(runId, scope, cancellationToken);
            if ((await engine.PlanAsync(scope, cancellationToken)).Any(line => line.Fate is Fate.Deleted))
            {
                throw new InvalidOperationException("A restored person could not be erased again. The portal does not start before that.");
            }
        }

        await scrub.RunAsync([], cancellationToken);
        LogReplayed(people.Count, erasedAccounts.Count, rows);
    }

    // An account that was handed over after the backup is not erased with who owned it then; one whose owner is gone goes with the last.
    private async Task<SubjectScope> ScopeAsync(Guid person, HashSet<Guid> erasedAccounts, bool isLast, CancellationToken cancellationToken)
    {
        var own = await scopes.OfAsync(person, cancellationToken);
        var ids = isLast ? [.. erasedAccounts] : own.AccountIds.Where(erasedAccounts.Contains).ToList();
        var numbers = new List<long>();
        foreach (var id in ids)
        {
            if (await accounts.FindAsync(id, cancellationToken) is { } account)
            {
                numbers.Add(account.Number);
            }
        }

        return new SubjectScope(person, ids, numbers);
    }

    [LoggerMessage(LogLevel.Warning, "Restored data held {People} erased people and {Accounts} erased accounts; {Rows} rows were erased again.")]
    private partial void LogReplayed(int people, int accounts, int rows);
}
