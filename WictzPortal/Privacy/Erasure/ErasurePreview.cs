using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>What an erasure would do, before anything is done.</summary>
/// <param name="Balance">Prepaid credit that is left.</param>
/// <param name="Hindrance">What the person must do first; null where nothing hinders.</param>
public sealed record ErasurePreview(IReadOnlyList<PreviewLine> Lines, Money Balance, Failure? Hindrance);

/// <summary>A number of rows of one kind of data with the same fate.</summary>
/// <param name="Until">The last day of what a law keeps.</param>
public sealed record PreviewLine(Fate Fate, DataCategory Category, int Rows, DateOnly? Until);

/// <summary>Counts what an erasure would delete and keep. It changes nothing.</summary>
public sealed class ErasurePreviews
{
    private readonly ErasureEngine _engine;
    private readonly IPersonScopes _scopes;
    private readonly Members _members;
    private readonly AccountDirectory _accounts;
    private readonly Wallet _wallet;

    internal ErasurePreviews(ErasureEngine engine, IPersonScopes scopes, Members members, AccountDirectory accounts, Wallet wallet) =>
        (_engine, _scopes, _members, _accounts, _wallet) = (engine, scopes, members, accounts, wallet);

    public async Task<ErasurePreview> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var scope = await _scopes.OfAsync(userId, cancellationToken);
        var lines = await _engine.PlanAsync(scope, cancellationToken);
        var balance = 0L;
        foreach (var number in scope.AccountNumbers)
        {
            balance += (await _wallet.AvailableAsync(number, cancellationToken)).Micros;
        }

        return new ErasurePreview(
            [.. lines.GroupBy(line => (line.Fate, Category: CategoryOf(line)))
                .Select(g => new PreviewLine(g.Key.Fate, g.Key.Category, g.Sum(line => line.Rows), g.Max(ErasureDates.EndOf)))
                .OrderBy(line => line.Fate).ThenBy(line => line.Category)],
            new Money(balance), await HindranceAsync(scope.UserId, scope.AccountIds, cancellationToken));
    }

    /// <summary>Nobody takes an account away from its other members: it is handed over, or they leave it, before.</summary>
    public async Task<Failure?> HindranceAsync(Guid userId, IReadOnlyList<Guid> accountIds, CancellationToken cancellationToken)
    {
        foreach (var account in accountIds)
        {
            if ((await _members.ListAsync(account, userId, cancellationToken)).Count > 1)
            {
                var name = (await _accounts.FindAsync(account, cancellationToken))?.Name ?? "";
                return new Failure(
                    FailureKind.Conflict, "privacy.members_left",
                    "The account {0} has other members. Make one of them an owner or remove them first.", name);
            }
        }

        return null;
    }

    private static DataCategory CategoryOf(ErasureLine line) => line.Set.Properties
        .Where(p => p.Mark.Personal is not null).GroupBy(p => p.Mark.Personal!.Category).OrderByDescending(g => g.Count()).First().Key;
}
