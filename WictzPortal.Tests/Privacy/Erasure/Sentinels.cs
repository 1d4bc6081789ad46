using System.Collections;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>A value that was sown: where, and as what it is found again.</summary>
internal sealed record Sentinel(DataSet Set, IProperty Property, Mark Mark, object? Value, string? Text);

/// <summary>
/// Sows a row of one person into every table of the data map, with a value of its own in every column that can hold one. It knows no
/// table, so a new one is in every test that uses it.
/// </summary>
internal sealed class Sentinels(PortalApp app, SubjectScope scope)
{
    private readonly Dictionary<Type, object> _rows = [];
    private readonly List<Sentinel> _sown = [];
    private int _next = Random.Shared.Next(100_000, 400_000) * 1000;

    public IReadOnlyList<Sentinel> Sown => _sown;

    /// <summary>Tables that have the person's row from elsewhere, such as the sign-up, are left as they are.</summary>
    public async Task SowAsync()
    {
        var map = app.Get<DataMap>();
        foreach (var set in map.Sets.Reverse().Where(set => set.HasSubject || map.Sets.Any(part => part.Whole == set && part.HasSubject)))
        {
            await using var db = await map.OpenAsync(set, default);
            if (set.RowsOf(db, scope).Cast<object>().FirstOrDefault() is { } there)
            {
                _rows[set.Entity.ClrType] = there;
            }
            else
            {
                await SowAsync(db, set);
            }
        }
    }

    private async Task SowAsync(DbContext db, DataSet set)
    {
        var row = Activator.CreateInstance(set.Entity.ClrType, nonPublic: true)!;
        var entry = db.Entry(row);
        var values = new List<Sentinel>();
        foreach (var (property, mark) in set.Properties.Where(p => p.Property.ValueGenerated is ValueGenerated.Never || p.Property.ClrType == typeof(Guid)))
        {
            var (value, text) = await ValueAsync(db, set, property);
            entry.Property(property).CurrentValue = value;
            values.Add(new Sentinel(set, property, mark, value, text));
        }

        foreach (var part in set.Entity.GetNavigations().Where(n => n.TargetEntityType.IsOwned()))
        {
            var owned = Activator.CreateInstance(part.ClrType, nonPublic: true)!;
            foreach (var property in part.TargetEntityType.GetProperties().Where(p => p.PropertyInfo is not null))
            {
                property.PropertyInfo!.SetValue(owned, Plain(Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType, property, ++_next));
            }

            part.PropertyInfo!.SetValue(row, owned);
        }

        db.Add(row);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException refused)
        {
            throw new InvalidOperationException($"{set.Table}: {refused.InnerException?.Message}", refused);
        }

        _rows[set.Entity.ClrType] = row;
        _sown.AddRange(values);
    }

    private async Task<(object? Value, string? Text)> ValueAsync(DbContext db, DataSet set, IProperty property)
    {
        if (set.Subjects.Where(s => s.Property == property).Select(s => (SubjectKind?)s.Kind).SingleOrDefault() is { } kind)
        {
            return (kind switch { SubjectKind.AccountNumber => scope.AccountNumbers[0], SubjectKind.Account => scope.AccountIds[0], _ => scope.UserId }, null);
        }

        var foreign = property.GetContainingForeignKeys().FirstOrDefault(key => key.Properties.Count == 1);
        if (set.Whole is { } whole && property.ClrType == whole.Entity.FindPrimaryKey()!.Properties[0].ClrType && IsPartOf(property))
        {
            return (KeyOf(whole.Entity, _rows[whole.Entity.ClrType]), null);
        }

        if (foreign is not null)
        {
            var principal = foreign.PrincipalEntityType;
            var known = _rows.GetValueOrDefault(principal.ClrType) ?? await FirstAsync(db, principal);
            return (KeyOf(principal, known), null);
        }

        var number = ++_next;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type == typeof(Sealed))
        {
            var plain = $"zq{number}@example.com";
            return (await app.Get<Vault>().SealAsync(scope.AccountIds[0], plain, default), plain);
        }

        if (type == typeof(string) && (property.GetMaxLength() ?? 100) >= 10)
        {
            return ($"zq{number}", $"zq{number}");
        }

        return (Plain(type, property, number), null);
    }

    private object Plain(Type type, IProperty property, int number) =>
        type == typeof(string) ? $"{number}"[^Math.Min(8, property.GetMaxLength() ?? 8)..]
        : type == typeof(Guid) ? Guid.NewGuid()
        : type == typeof(bool) ? false
        : type == typeof(DateTimeOffset) ? app.Get<TimeProvider>().GetUtcNow()
        : type == typeof(DateOnly) ? DateOnly.FromDateTime(app.Get<TimeProvider>().GetUtcNow().UtcDateTime)
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(number % 1000)
        : type == typeof(Money) ? new Money(number)
        : type == typeof(byte[]) ? Guid.NewGuid().ToByteArray()
        : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!
        : typeof(IEnumerable).IsAssignableFrom(type) ? (type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0) : Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()))!)
        : type == typeof(byte) ? (byte)(number % 200)
        : type.IsPrimitive ? Convert.ChangeType(number, type, CultureInfo.InvariantCulture)
        : Activator.CreateInstance(type)!;

    private static bool IsPartOf(IProperty property) => property.PropertyInfo?.IsDefined(typeof(PartOfAttribute), inherit: true) is true;

    private static object? KeyOf(IEntityType entity, object row) => entity.FindPrimaryKey()!.Properties[0].PropertyInfo!.GetValue(row);

    private static async Task<object> FirstAsync(DbContext db, IEntityType entity)
    {
        var set = (IQueryable)typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, [])!.MakeGenericMethod(entity.ClrType).Invoke(db, null)!;
        return await set.Cast<object>().FirstAsync();
    }
}
