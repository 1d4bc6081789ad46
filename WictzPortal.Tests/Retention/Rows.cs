using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;

namespace WictzPortal.Tests.Retention;

/// <summary>Rows of any table, made by its columns alone: so that a table cannot be left out of a test.</summary>
internal static class Rows
{
    /// <summary>A row that counts from a moment.</summary>
    /// <param name="subject">Whose it is, where the table has such a column.</param>
    public static object Of(DataSet set, DateTimeOffset at, Guid subject = default, long number = 0)
    {
        var row = RuntimeHelpers.GetUninitializedObject(set.Entity.ClrType);
        foreach (var property in set.Entity.GetProperties().Where(p => p.PropertyInfo is not null))
        {
            var value = property == set.KeptFrom?.Property ? TimeOf(property, at)
                : set.Subjects.Any(s => s.Property == property) && subject != default ? (property.ClrType == typeof(long) || property.ClrType == typeof(long?) ? number : subject)
                : property.IsPrimaryKey() || IsUnique(property) || !property.IsNullable ? Fresh(property) : null;
            property.PropertyInfo!.DeclaringType!.GetProperty(property.Name)!.SetValue(row, value);
        }

        return row;
    }

    public static Task<int> CountAsync(DbContext db, DataSet set, bool all) =>
        (Task<int>)typeof(Rows).GetMethod(nameof(CountOfAsync))!.MakeGenericMethod(set.Entity.ClrType).Invoke(null, [db, all])!;

    public static Task<int> CountOfAsync<T>(DbContext db, bool all)
        where T : class => (all ? db.Set<T>().IgnoreQueryFilters() : db.Set<T>()).CountAsync();

    private static object TimeOf(IProperty property, DateTimeOffset at) =>
        Nullable.GetUnderlyingType(property.ClrType) == typeof(DateOnly) || property.ClrType == typeof(DateOnly) ? DateOnly.FromDateTime(at.UtcDateTime) : at;

    private static bool IsUnique(IProperty property) => property.GetContainingIndexes().Any(index => index.IsUnique);

    // Never twice the same, as far as the type goes.
    private static object? Fresh(IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type == typeof(Guid) ? Guid.CreateVersion7()
            : type == typeof(string) ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))[..Math.Min(64, property.GetMaxLength() ?? 64)]
            : type == typeof(byte[]) ? RandomNumberGenerator.GetBytes(8)
            : type == typeof(Sealed) ? new Sealed(RandomNumberGenerator.GetBytes(8))
            : type == typeof(long) && property.ValueGenerated == ValueGenerated.Never ? RandomNumberGenerator.GetInt32(int.MaxValue)
            : type == typeof(DateOnly) ? new DateOnly(2000, 1, 1)
            : type == typeof(bool) || type.IsEnum || !type.IsValueType ? Default(type)
            : type == typeof(int) && property.IsPrimaryKey() && property.ValueGenerated == ValueGenerated.Never ? RandomNumberGenerator.GetInt32(int.MaxValue)
            : Activator.CreateInstance(type);
    }

    private static object? Default(Type type) => type.IsEnum ? Enum.GetValues(type).GetValue(0) : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0) : null;
}
