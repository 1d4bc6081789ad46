using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Retention;

/// <summary>One table as retention handles it, whatever its type.</summary>
internal abstract class TableSweep
{
    public static TableSweep Of(DataSet set) =>
        (TableSweep)Activator.CreateInstance(typeof(TableSweep<>).MakeGenericType(set.Entity.ClrType), set)!;

    /// <summary>Deletes one batch. Returns the rows deleted.</summary>
    public abstract Task<int> DeleteAsync(DbContext db, SweepOrder order, CancellationToken cancellationToken);

    /// <summary>The time that the oldest row which may go counts from, and how many rows stay past their time, and why.</summary>
    /// <param name="judged">
    /// Of a table that its folder sweeps itself, what the last sweep looked at: what is older was left there because it must stay.
    /// </param>
    public abstract Task<Left> LeftAsync(DbContext db, SweepOrder order, DateTimeOffset? judged, CancellationToken cancellationToken);
}

/// <summary>What a sweep has left in a table.</summary>
internal sealed record Left(DateTimeOffset? OldestAt, int Restricted, int Held);

/// <inheritdoc />
internal sealed class TableSweep<T>(DataSet set) : TableSweep
    where T : class
{
    // Found by its index where the row has its own time; a part is found by its whole.
    private readonly LambdaExpression _order = Column(set.KeptFrom?.Property.PropertyInfo ?? set.Entity.FindPrimaryKey()!.Properties[0].PropertyInfo!);

    public override Task<int> DeleteAsync(DbContext db, SweepOrder order, CancellationToken cancellationToken) =>
        Ordered(order.Due<T>(db)).Take(order.MostRows).ExecuteDeleteAsync(cancellationToken);

    public override async Task<Left> LeftAsync(DbContext db, SweepOrder order, DateTimeOffset? judged, CancellationToken cancellationToken)
    {
        var (past, restricted, held) = (order.Past<T>(db), order.IsRestricted<T>(db), order.IsHeld<T>());
        var restrictedRows = restricted.Body is ConstantExpression ? 0 : await past.CountAsync(restricted, cancellationToken);
        var heldRows = judged is { } swept ? await past.Where(IsBefore(swept)).Where(SweepOrder.Not(restricted)).CountAsync(cancellationToken)
            : held.Body is ConstantExpression ? 0
            : await past.Where(SweepOrder.Not(restricted)).CountAsync(held, cancellationToken);
        return new Left(await OldestAsync(db, order, judged, cancellationToken), restrictedRows, heldRows);
    }

    private async Task<DateTimeOffset?> OldestAsync(DbContext db, SweepOrder order, DateTimeOffset? judged, CancellationToken cancellationToken)
    {
        if (set.KeptFrom is not { Property: var property })
        {
            return null;
        }

        var free = db.Set<T>().IgnoreQueryFilters().Where(SweepOrder.Not(order.IsKept<T>(db)));
        var rows = Ordered(judged is { } swept ? free.Where(SweepOrder.Not(IsBefore(swept))) : free);
        var row = Expression.Parameter(typeof(T), "row");
        var column = Expression.Property(row, property.PropertyInfo!);
        if (property.ClrType == typeof(DateOnly))
        {
            var day = await rows.Select(Expression.Lambda<Func<T, DateOnly?>>(Expression.Convert(column, typeof(DateOnly?)), row)).FirstOrDefaultAsync(cancellationToken);
            return day is { } known ? new DateTimeOffset(known.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;      // a day counts from its end
        }

        var at = Expression.Convert(column, typeof(DateTimeOffset?));
        var isSet = Expression.NotEqual(at, Expression.Constant(null, typeof(DateTimeOffset?)));
        return await rows.Where(Expression.Lambda<Func<T, bool>>(isSet, row)).Select(Expression.Lambda<Func<T, DateTimeOffset?>>(at, row))
            .FirstOrDefaultAsync(cancellationToken);
    }

    // Of a table with a time of its own, as all that folders sweep themselves have.
    private Expression<Func<T, bool>> IsBefore(DateTimeOffset at)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var column = Expression.Property(row, set.KeptFrom!.Property.PropertyInfo!);
        return Expression.Lambda<Func<T, bool>>(Expression.LessThan(column, Expression.Convert(Expression.Constant(at), column.Type)), row);
    }

    private IQueryable<T> Ordered(IQueryable<T> rows) => rows.Provider.CreateQuery<T>(Expression.Call(
        typeof(Queryable), nameof(Queryable.OrderBy), [typeof(T), _order.ReturnType], rows.Expression, Expression.Quote(_order)));

    private static LambdaExpression Column(System.Reflection.PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda(Expression.Property(row, property), row);
    }
}
