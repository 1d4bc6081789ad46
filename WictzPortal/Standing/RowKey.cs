using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace WictzPortal.Standing;

/// <summary>Writes the key of a record of any table as text, and reads it back: its parts in order, parted by a bar.</summary>
public static class RowKey
{
    private const char Bar = '|';

    /// <param name="row">A record of that type, as loaded.</param>
    public static string Of(IReadOnlyEntityType type, object row) =>
        string.Join(Bar, KeyOf(type).Select(property => Text(property.PropertyInfo!.GetValue(row)!)));

    /// <summary>Whether a record is among those: a condition that the database evaluates.</summary>
    public static LambdaExpression IsAmong(IReadOnlyEntityType type, IReadOnlyCollection<string> keys)
    {
        var row = Expression.Parameter(type.ClrType, "row");
        var parts = KeyOf(type);
        var any = parts.Count == 1 ? InList(row, parts[0], keys) : keys.Select(key => Equal(row, parts, key)).Aggregate(
            (Expression)Expression.Constant(false), Expression.OrElse);
        return Expression.Lambda(any, row);
    }

    private static IReadOnlyList<IReadOnlyProperty> KeyOf(IReadOnlyEntityType type) => type.FindPrimaryKey()!.Properties;

    private static MethodCallExpression InList(ParameterExpression row, IReadOnlyProperty part, IReadOnlyCollection<string> keys)
    {
        var values = Array.CreateInstance(part.ClrType, keys.Count);
        foreach (var (index, key) in keys.Index())
        {
            values.SetValue(Value(part.ClrType, key), index);
        }

        return Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [part.ClrType], Expression.Constant(values), Expression.Property(row, part.PropertyInfo!));
    }

    private static Expression Equal(ParameterExpression row, IReadOnlyList<IReadOnlyProperty> parts, string key) =>
        parts.Zip(key.Split(Bar), (part, text) => (Expression)Expression.Equal(
            Expression.Property(row, part.PropertyInfo!), Expression.Constant(Value(part.ClrType, text), part.ClrType))).Aggregate(Expression.AndAlso);

    private static string Text(object value) => value switch
    {
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        Enum number => number.ToString("D"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static object Value(Type type, string text) =>
        type == typeof(byte[]) ? Convert.FromHexString(text)
        : type == typeof(Guid) ? Guid.Parse(text)
        : type == typeof(DateTimeOffset) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
        : type == typeof(DateOnly) ? DateOnly.Parse(text, CultureInfo.InvariantCulture)
        : type.IsEnum ? Enum.Parse(type, text)
        : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
}
