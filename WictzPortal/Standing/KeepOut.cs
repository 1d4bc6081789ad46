using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Standing;

/// <summary>What deletion must pass over: records under a legal hold, and, for retention, the rows of people whose data is restricted.</summary>
public sealed class KeepOut(IDbContextFactory<PortalDb> databases, Standings standings)
{
    /// <summary>People in whose rows retention deletes nothing of the kinds of data that are restricted.</summary>
    public IReadOnlyList<SubjectScope> Restricted => standings.Restricted;

    /// <summary>The people whose restriction covers rows of this table: all of it, or the kind of data that its rows are.</summary>
    public IReadOnlyList<SubjectScope> RestrictedIn(DataSet set) => [..
        standings.Restricted.Where(scope => set.Properties.Any(p =>
            p.Mark.Personal is { } personal && standings.Of(scope.UserId).Restricts(personal.Category)))];

    /// <summary>The keys of the records of a table that are under a hold, as <see cref="RowKey"/> writes them.</summary>
    public async Task<IReadOnlyCollection<string>> HeldKeysAsync(string table, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var holds = db.LegalHolds;
        return await db.HeldRows.Where(r => r.Table == table && holds.Any(h => h.Id == r.HoldId && h.ReleasedAt == null))
            .Select(r => r.Key).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>The rows without those under a hold.</summary>
    /// <param name="rows">Of the table's type, as from <see cref="DataSet.RowsOf"/>.</param>
    public static IQueryable ExceptHeld(IQueryable rows, DataSet set, IReadOnlyCollection<string> heldKeys) =>
        heldKeys.Count == 0 ? rows : Filter(rows, Negated(RowKey.IsAmong(set.Entity, heldKeys)));

    /// <summary>Only the rows under a hold, to be counted and named.</summary>
    public static IQueryable OnlyHeld(IQueryable rows, DataSet set, IReadOnlyCollection<string> heldKeys) =>
        Filter(rows, RowKey.IsAmong(set.Entity, heldKeys));

    private static LambdaExpression Negated(LambdaExpression condition) => Expression.Lambda(Expression.Not(condition.Body), condition.Parameters);

    private static IQueryable Filter(IQueryable rows, LambdaExpression condition) => rows.Provider.CreateQuery(
        Expression.Call(typeof(Queryable), nameof(Queryable.Where), [rows.ElementType], rows.Expression, Expression.Quote(condition)));
}
