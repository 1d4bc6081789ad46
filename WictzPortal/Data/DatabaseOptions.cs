using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Data;

/// <summary>The databases the portal runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Settings under <c>Database</c>; the PostgreSQL connection is <c>ConnectionStrings:Portal</c>.</summary>
internal sealed class DatabaseOptions
{
    /// <summary><c>Sqlite</c> (files in the data directory) or <c>PostgreSql</c>. Default <c>Sqlite</c>.</summary>
    [EnumDataType(typeof(DatabaseProvider))]
    public DatabaseProvider Provider { get; init; }

    /// <summary>Bring the schema up to date at start. Default true; false where <c>migrate</c> is run as a deployment step.</summary>
    public bool MigrateAtStart { get; init; } = true;
}
