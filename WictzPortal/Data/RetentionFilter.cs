using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>
/// Hides every row that is past its time, in every query, whether or not a sweep has deleted it already. Only what deletes, erases or
/// verifies looks past it, by <c>IgnoreQueryFilters</c>.
/// </summary>
internal static class RetentionFilter
{
    private const string Name = "Retention";
    private static readonly MethodInfo LimitMethod = typeof(RetentionFilter).GetMethod(nameof(LimitOf))!;
    private static readonly MethodInfo LimitDayMethod = typeof(RetentionFilter).GetMethod(nameof(LimitDayOf))!;

    /// <summary>Also gives each such column an index, so that what is due is found without reading the others.</summary>
    public static void HideWhatIsPastItsTime(this ModelBuilder builder, DbContext context)
    {
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => !entity.IsOwned()))
        {
            foreach (var property in entity.GetProperties().ToList())
            {
                if (property.PropertyInfo?.GetCustomAttribute<KeptFromAttribute>() is { } kept)
                {
                    entity.SetQueryFilter(Name, Condition(entity, property, kept, context));
                    AddIndex(entity, property);
                }
            }
        }
    }

    /// <summary>Called by the filter, in each query anew.</summary>
    public static DateTimeOffset LimitOf(DbContext context, RetentionRule rule, int days) =>
        context.GetService<RetentionLimits>().LimitOf(rule, days);

    /// <inheritdoc cref="LimitOf" />
    public static DateOnly LimitDayOf(DbContext context, RetentionRule rule, int days) =>
        DateOnly.FromDateTime(LimitOf(context, rule, days).UtcDateTime);

    private static LambdaExpression Condition(IMutableEntityType entity, IMutableProperty property, KeptFromAttribute kept, DbContext context)
    {
        var row = Expression.Parameter(entity.ClrType, "row");
        var column = Expression.Property(row, property.PropertyInfo!);
        var limit = Expression.Call(
            property.ClrType == typeof(DateOnly) ? LimitDayMethod : LimitMethod,
            Expression.Constant(context, typeof(DbContext)), Expression.Constant(kept.Rule), Expression.Constant(kept.Days));
        var isInTime = Expression.GreaterThanOrEqual(column, Expression.Convert(limit, column.Type));
        return Expression.Lambda(
            Nullable.GetUnderlyingType(column.Type) is null ? isInTime : Expression.OrElse(Expression.Equal(column, Expression.Constant(null, column.Type)), isInTime),
            row);
    }

    private static void AddIndex(IMutableEntityType entity, IMutableProperty property)
    {
        var hasIndex = entity.GetIndexes().Any(index => index.Properties[0] == property && index.GetFilter() is null)
            || entity.FindPrimaryKey()?.Properties[0] == property;
        if (!hasIndex)
        {
            entity.AddIndex(property);
        }
    }
}
