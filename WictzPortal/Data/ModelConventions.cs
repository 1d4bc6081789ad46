using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>Says on a table's configuration which database it belongs to. Without it: <see cref="PortalDb"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredInAttribute(Type database) : Attribute
{
    public Type Database { get; } = database;
}

/// <summary>How the portal's own types become columns, the same in every database.</summary>
internal static class ModelConventions
{
    /// <summary>Applies the configurations that are marked for <paramref name="database"/>.</summary>
    public static void ApplyTablesOf(this ModelBuilder builder, Type database) =>
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly, table =>
            (Attribute.GetCustomAttribute(table, typeof(StoredInAttribute)) as StoredInAttribute)?.Database == database
            || (database == typeof(PortalDb) && !Attribute.IsDefined(table, typeof(StoredInAttribute))));

    public static void UsePortalTypes(this ModelConfigurationBuilder configuration, bool sqlite)
    {
        configuration.Properties<Money>().HaveConversion<MoneyMicros>();
        configuration.Properties<Sealed>().HaveConversion<SealedBytes>();
        if (sqlite)
        {
            // SQLite can neither order nor compare DateTimeOffset, so it stores UTC milliseconds.
            configuration.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

            // As text a Guid takes 36 bytes. In this byte order a UUIDv7 keeps its order of time, so indexes grow at their end.
            configuration.Properties<Guid>().HaveConversion<GuidBytes>();
        }
    }

    private sealed class MoneyMicros() : ValueConverter<Money, long>(money => money.Micros, micros => new Money(micros));

    private sealed class SealedBytes() : ValueConverter<Sealed, byte[]>(value => value.Bytes, bytes => new Sealed(bytes));

    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
