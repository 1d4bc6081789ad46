using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace WictzPortal.Data;

/// <summary>Lets <c>dotnet ef</c> build each context without starting the application or reaching a server.</summary>
internal sealed class SqlitePortalDesign : IDesignTimeDbContextFactory<SqlitePortalDb>
{
    public SqlitePortalDb CreateDbContext(string[] args) => new(DesignTime.Sqlite<SqlitePortalDb>());
}

/// <inheritdoc cref="SqlitePortalDesign"/>
internal sealed class PostgresPortalDesign : IDesignTimeDbContextFactory<PostgresPortalDb>
{
    public PostgresPortalDb CreateDbContext(string[] args) => new(DesignTime.Postgres<PostgresPortalDb>());
}

/// <inheritdoc cref="SqlitePortalDesign"/>
internal sealed class SqliteRequestLogDesign : IDesignTimeDbContextFactory<SqliteRequestLogDb>
{
    public SqliteRequestLogDb CreateDbContext(string[] args) => new(DesignTime.Sqlite<SqliteRequestLogDb>());
}

/// <inheritdoc cref="SqlitePortalDesign"/>
internal sealed class PostgresRequestLogDesign : IDesignTimeDbContextFactory<PostgresRequestLogDb>
{
    public PostgresRequestLogDb CreateDbContext(string[] args) => new(DesignTime.Postgres<PostgresRequestLogDb>());
}

/// <inheritdoc cref="SqlitePortalDesign"/>
internal sealed class SqliteKeyStoreDesign : IDesignTimeDbContextFactory<SqliteKeyStoreDb>
{
    public SqliteKeyStoreDb CreateDbContext(string[] args) => new(DesignTime.Sqlite<SqliteKeyStoreDb>());
}

/// <inheritdoc cref="SqlitePortalDesign"/>
internal sealed class PostgresKeyStoreDesign : IDesignTimeDbContextFactory<PostgresKeyStoreDb>
{
    public PostgresKeyStoreDb CreateDbContext(string[] args) => new(DesignTime.Postgres<PostgresKeyStoreDb>());
}

internal static class DesignTime
{
    // Identity reads the version of its schema from the application's services, so a context without them would lack passkeys.
    private static readonly ServiceProvider Services = new ServiceCollection()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    public static DbContextOptions<T> Sqlite<T>()
        where T : DbContext => Of<T>().UseSqlite("Data Source=design.db").Options;

    public static DbContextOptions<T> Postgres<T>()
        where T : DbContext => Of<T>().UseNpgsql("Host=design").Options;

    private static DbContextOptionsBuilder<T> Of<T>()
        where T : DbContext => new DbContextOptionsBuilder<T>().UseApplicationServiceProvider(Services);
}
