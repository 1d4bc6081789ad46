using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Tests.Invoices;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>A value that stands in one column of one row of a person.</summary>
/// <param name="Expected">How JSON shows it.</param>
internal sealed record PlantedValue(DataSet Set, IProperty Property, Mark Mark, object? Value, string Expected)
{
    /// <summary>Whether no other value looks like it, so that finding it anywhere means that it came out.</summary>
    public bool IsUnique => Expected.Length >= 6 && Expected.Any(char.IsDigit) && !Expected.StartsWith("20", StringComparison.Ordinal);
}

/// <summary>
/// Puts one row into every table that holds people's rows, with a value of its own in every column that can hold one. It knows no table, so
/// a new one is in every test that uses it.
/// </summary>
/// <param name="isOver">
/// Whether each row is of something that has ended, and rows that the person has already stay as they are: so that nothing planted stands in
/// the way of what a test does with the person.
/// </param>
internal sealed class PlantedValues(PortalApp app, SubjectScope scope, bool isOver = false)
{
    private const int Year = 2026;

    private readonly Vault _vault = app.Get<Vault>();
    private readonly DataMap _map = app.Get<DataMap>();
    private readonly Dictionary<DataSet, object> _rows = [];
    private readonly List<PlantedValue> _planted = [];
    private int _count = Random.Shared.Next(0x10_0000, 0x80_0000);      // another person's values are others

    public async Task<IReadOnlyList<PlantedValue>> PlantAsync()
    {
        var parts = _map.Sets.Where(set => set.HasSubject).Select(set => set.Whole).OfType<DataSet>().ToHashSet();
        foreach (var set in _map.Sets.Where(set => set.HasSubject || parts.Contains(set)).Reverse())      // a whole before its parts
        {
            await using var db = await _map.OpenAsync(set, default);
            if (isOver && set.RowsOf(db, scope).Cast<object>().FirstOrDefault() is { } there)
            {
                _rows[set] = there;
                continue;
            }

            _rows[set] = await PlantAsync(db, set);
            await db.SaveChangesAsync();
        }

        return _planted;
    }

    // Where the person has a row of that key already, such as the account itself, that one is filled in.
    private async Task<object> PlantAsync(DbContext db, DataSet set)
    {
        var row = RuntimeHelpers.GetUninitializedObject(set.Entity.ClrType);
        var columns = set.Properties.Where(p => p.Property.PropertyInfo is not null).ToList();
        foreach (var (property, mark) in columns)
        {
            var (value, expected) = await ValueAsync(db, set, property);
            property.PropertyInfo!.SetValue(row, value);
            if (set.HasSubject)
            {
                _planted.Add(new PlantedValue(set, property, mark, value, expected));
            }
        }

        if (row is IdentityUserPasskey<Guid> passkey)
        {
            passkey.Data = new IdentityPasskeyData { PublicKey = [1], Transports = [], AttestationObject = [1], ClientDataJson = [1] };
        }

        var key = set.Entity.FindPrimaryKey()!.Properties.Select(p => p.PropertyInfo!.GetValue(row)).ToArray();
        if (await db.FindAsync(set.Entity.ClrType, key) is not { } known)
        {
            return db.Add(row).Entity;
        }

        columns.ForEach(column => column.Property.PropertyInfo!.SetValue(known, column.Property.PropertyInfo!.GetValue(row)));
        return known;
    }

    private async Task<(object? Value, string Expected)> ValueAsync(DbContext db, DataSet set, IProperty property)
    {
        var number = Interlocked.Increment(ref _count);
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (property == set.PartOf)
        {
            var key = KeyOf(set.Whole!.Entity, _rows[set.Whole]);
            return (key, Convert.ToString(key, CultureInfo.InvariantCulture)!);
        }

        if (set.Subjects.Where(s => s.Property == property).Select(s => (SubjectKind?)s.Kind).SingleOrDefault() is { } kind)
        {
            return kind switch
            {
                SubjectKind.Account => (scope.AccountIds[0], scope.AccountIds[0].ToString()),
                SubjectKind.AccountNumber => (scope.AccountNumbers[0], scope.AccountNumbers[0].ToString(CultureInfo.InvariantCulture)),
                _ => (scope.UserId, scope.UserId.ToString()),
            };
        }

        // By its number other tables know the account: it stays.
        if (Is(property, typeof(Account), nameof(Account.Number)))
        {
            return (scope.AccountNumbers[0], scope.AccountNumbers[0].ToString(CultureInfo.InvariantCulture));
        }

        if (property.GetContainingForeignKeys().FirstOrDefault(key => key.Properties.Count == 1) is { PrincipalEntityType: var principal })
        {
            var key = KeyOf(principal, _rows.FirstOrDefault(row => row.Key.Entity == principal).Value ?? await FirstAsync(db, principal));
            return (key, Convert.ToString(key, CultureInfo.InvariantCulture)!);
        }

        return type switch
        {
            _ when property.Name == nameof(PortalUser.Culture) => ("tr", "tr"),
            _ when Is(property, typeof(IssuedDocument), nameof(IssuedDocument.Year)) => (Year, "2026"),
            _ when Is(property, typeof(IssuedDocument), nameof(IssuedDocument.Snapshot)) => (await OfYearAsync(Documents.Month().ToJson()), ""),
            _ when Is(property, typeof(PrintedPaper), nameof(PrintedPaper.Content)) => (await OfYearAsync("a PDF"), ""),
            _ when type == typeof(string) => Word(property, number),
            _ when type == typeof(Sealed) => (await _vault.SealAsync(OwnerOf(set), $"gizli{number:x6}ç", default), $"gizli{number:x6}ç"),
            _ when type == typeof(Guid) => Id(),
            _ when property == set.KeptFrom?.Property => Time(app.Get<TimeProvider>().GetUtcNow() + TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(number % 1000)),
            _ when type == typeof(DateTimeOffset) => Time(app.Get<TimeProvider>().GetUtcNow() - TimeSpan.FromMilliseconds(number % 1000)),
            _ when type == typeof(DateOnly) => Day(DateOnly.FromDateTime(app.Get<TimeProvider>().GetUtcNow().UtcDateTime).AddDays(-(number % 20))),
            _ when type == typeof(bool) => (!isOver, isOver ? "false" : "true"),
            _ when type == typeof(Money) => (new Money(7_000_000_000_001L + (number * 10)), $"{7_000_000_000_001L + (number * 10)}".Insert(5, ".")),
            _ when type.IsEnum => State(Enum.GetValues(type)),
            _ when type == typeof(string[]) => (new[] { $"dizi{number:x6}" }, $"[\"dizi{number:x6}\"]"),
            _ when type == typeof(byte[]) => Bytes(BitConverter.GetBytes(0x5AFE_0000_0000L + number)),
            _ when type == typeof(byte) => ((byte)(number % 200), (number % 200).ToString(CultureInfo.InvariantCulture)),
            _ when type == typeof(long) => (8_400_000_000L + number, (8_400_000_000L + number).ToString(CultureInfo.InvariantCulture)),
            _ when type == typeof(int) => (840_000_000 + number, (840_000_000 + number).ToString(CultureInfo.InvariantCulture)),
            _ when type.IsArray => (Array.CreateInstance(type.GetElementType()!, 0), "[]"),
            _ => throw new NotSupportedException($"A value of {type.Name} for {set.Table}.{property.Name}."),
        };
    }

    private (object, string) State(Array states) => states.GetValue(isOver ? states.Length - 1 : 0)! is var state ? (state, state.ToString()!) : default;

    private static object KeyOf(IEntityType entity, object row) => entity.FindPrimaryKey()!.Properties.Single().PropertyInfo!.GetValue(row)!;

    private static async Task<object> FirstAsync(DbContext db, IEntityType entity)
    {
        var set = (IQueryable)typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, [])!.MakeGenericMethod(entity.ClrType).Invoke(db, null)!;
        return await set.Cast<object>().FirstAsync();
    }

    // What a row seals, it seals under its person or account.
    private Guid OwnerOf(DataSet set) =>
        set.Subjects.Any(s => s.Kind is SubjectKind.Account or SubjectKind.AccountNumber) ? scope.AccountIds[0] : scope.UserId;

    private static bool Is(IProperty property, Type entity, string name) => property.DeclaringType.ClrType == entity && property.Name == name;

    // Documents are sealed under the key of a year, and come out as files.
    private Task<Sealed> OfYearAsync(string plain) => _vault.SealSecretAsync(IssuedDocument.KeyOf(Year), plain, default);

    private static (object, string) Word(IProperty property, int number)
    {
        var word = $"söz{number:x6}";
        word = property.GetMaxLength() is { } most && most < word.Length ? word[^most..] : word;
        return (word, word);
    }

    private static (object, string) Day(DateOnly day) => (day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static (object, string) Bytes(byte[] bytes) => (bytes, Convert.ToBase64String(bytes));

    private static (object, string) Id()
    {
        var id = Guid.NewGuid();
        return (id, id.ToString());
    }

    private static (object, string) Time(DateTimeOffset at)
    {
        var whole = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        return (whole, whole.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
