using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Retention;

/// <summary>Which rows of which tables are due in one sweep, and which of them must stay.</summary>
internal sealed class SweepOrder(DataMap map, DateTimeOffset before, IReadOnlyDictionary<DataSet, TableGuard> guards) : ISweepOrder
{
    private const int FewestRows = 100;
    private const int MostRowsEver = 5000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);
    private static readonly MethodInfo DueMethod = typeof(SweepOrder).GetMethod(nameof(Due))!;

    public DateTimeOffset Before { get; } = before;

    public DateOnly BeforeDay { get; } = DateOnly.FromDateTime(before.UtcDateTime);

    public int MostRows { get; private set; } = 1000;

    /// <summary>What all batches took so far.</summary>
    public TimeSpan Taken { get; private set; }

    /// <summary>Makes the next batch as long as writers may be kept waiting.</summary>
    public void Took(TimeSpan batch)
    {
        Taken += batch;
        MostRows = batch <= TimeSpan.Zero ? MostRowsEver : (int)Math.Clamp(MostRows * (Pace / batch), FewestRows, MostRowsEver);
    }

    public IQueryable<T> Due<T>(DbContext db)
        where T : class => Past<T>(db).Where(Not(IsKept<T>(db)));

    public IQueryable<T> Kept<T>(DbContext db)
        where T : class => All<T>(db).Where(IsKept<T>(db));

    /// <summary>Due, whether or not it must stay.</summary>
    public IQueryable<T> Past<T>(DbContext db)
        where T : class
    {
        var (set, row) = (SetOf<T>(), Expression.Parameter(typeof(T), "row"));
        Expression isDue = set.KeptFrom is { } kept ? IsBefore(row, kept.Property) : IsPartOfDue(row, set, db);
        return All<T>(db).Where(Expression.Lambda<Func<T, bool>>(isDue, row));
    }

    /// <summary>The rows of people whose data is restricted.</summary>
    public Expression<Func<T, bool>> IsRestricted<T>(DbContext db)
        where T : class => Any(Guard<T>().Restricted.Select(scope => SetOf<T>().IsOf<T>(db, scope)));

    /// <summary>The rows under a legal hold.</summary>
    public Expression<Func<T, bool>> IsHeld<T>()
        where T : class => Guard<T>().HeldKeys is { Count: > 0 } keys
            ? (Expression<Func<T, bool>>)RowKey.IsAmong(SetOf<T>().Entity, keys)
            : _ => false;

    public Expression<Func<T, bool>> IsKept<T>(DbContext db)
        where T : class => Any([IsRestricted<T>(db), IsHeld<T>()]);

    public static Expression<Func<T, bool>> Not<T>(Expression<Func<T, bool>> condition) =>
        Expression.Lambda<Func<T, bool>>(Expression.Not(condition.Body), condition.Parameters);

    private static IQueryable<T> All<T>(DbContext db)
        where T : class => db.Set<T>().IgnoreQueryFilters();

    private DataSet SetOf<T>() => map.Sets.First(set => set.Entity.ClrType == typeof(T));

    private TableGuard Guard<T>() => guards.GetValueOrDefault(SetOf<T>()) ?? TableGuard.None;

    private BinaryExpression IsBefore(ParameterExpression row, IReadOnlyProperty property)
    {
        var column = Expression.Property(row, property.PropertyInfo!);
        var before = Expression.Property(Expression.Constant(this), property.ClrType == typeof(DateOnly) ? nameof(BeforeDay) : nameof(Before));
        return Expression.LessThan(column, Expression.Convert(before, column.Type));
    }

    // The parent's key is among the keys of the parents that may go.
    private MethodCallExpression IsPartOfDue(ParameterExpression row, DataSet set, DbContext db)
    {
        var whole = set.Whole!.Entity;
        var parents = (IQueryable)DueMethod.MakeGenericMethod(whole.ClrType).Invoke(this, [db])!;
        var parent = Expression.Parameter(whole.ClrType, "parent");
        var column = Expression.Property(row, set.PartOf!.PropertyInfo!);
        var key = Expression.Convert(Expression.Property(parent, whole.FindPrimaryKey()!.Properties.Single().PropertyInfo!), column.Type);
        var keys = Expression.Call(
            typeof(Queryable), nameof(Queryable.Select), [whole.ClrType, column.Type], parents.Expression, Expression.Quote(Expression.Lambda(key, parent)));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [column.Type], keys, column);
    }

    private static Expression<Func<T, bool>> Any<T>(IEnumerable<Expression<Func<T, bool>>> conditions)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var bodies = conditions.Select(condition => new Rename(condition.Parameters[0], row).Visit(condition.Body)).Where(body => body is not ConstantExpression);
        return Expression.Lambda<Func<T, bool>>(bodies.Aggregate((Expression)Expression.Constant(false), Expression.OrElse), row);
    }

    private sealed class Rename(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>What of one table must stay.</summary>
internal sealed record TableGuard(IReadOnlyList<SubjectScope> Restricted, IReadOnlyCollection<string> HeldKeys)
{
    public static readonly TableGuard None = new([], []);

    public static async Task<TableGuard> ReadAsync(KeepOut keepOut, DataSet set, CancellationToken cancellationToken) =>
        new(keepOut.RestrictedIn(set), await keepOut.HeldKeysAsync(set.Table, cancellationToken));
}
