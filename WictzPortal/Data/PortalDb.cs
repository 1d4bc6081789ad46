using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Data;

/// <summary>The main database. It names no slice: each slice adds its own tables from its own folder.</summary>
public abstract class PortalDb(DbContextOptions options)
    : IdentityDbContext<
        PortalUser, IdentityRole<Guid>, Guid, IdentityUserClaim<Guid>, IdentityUserRole<Guid>, IdentityUserLogin<Guid>,
        IdentityRoleClaim<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(options)
{
    // Schema 3 has passkeys. Stated here, so that design time and run time cannot differ.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyTablesOf(typeof(PortalDb));
        builder.HideWhatIsPastItsTime(this);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.UsePortalTypes(Database.IsSqlite());
    }
}

/// <summary>
/// The request log: who called when from where, never what was said. A file of its own on SQLite, because its nightly
/// deletions must not stand in the way of the main database; a schema of its own on PostgreSQL.
/// </summary>
public abstract class RequestLogDb(DbContextOptions options) : DbContext(options)
{
    public const string Schema = "request_log";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Database.IsSqlite() ? null : Schema);
        modelBuilder.ApplyTablesOf(typeof(RequestLogDb));
        modelBuilder.HideWhatIsPastItsTime(this);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UsePortalTypes(Database.IsSqlite());
}

/// <summary>
/// The wrapped data keys, apart from the data they open: data backups leave this out, so that destroying a person's key
/// erases the person from every older backup.
/// </summary>
internal abstract class KeyStoreDb(DbContextOptions options) : DbContext(options)
{
    public const string Schema = "key_store";

    public DbSet<DataKey> DataKeys => Set<DataKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Database.IsSqlite() ? null : Schema);
        modelBuilder.ApplyTablesOf(typeof(KeyStoreDb));
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UsePortalTypes(Database.IsSqlite());
}

internal sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options);

internal sealed class PostgresPortalDb(DbContextOptions<PostgresPortalDb> options) : PortalDb(options);

internal sealed class SqliteRequestLogDb(DbContextOptions<SqliteRequestLogDb> options) : RequestLogDb(options);

internal sealed class PostgresRequestLogDb(DbContextOptions<PostgresRequestLogDb> options) : RequestLogDb(options);

internal sealed class SqliteKeyStoreDb(DbContextOptions<SqliteKeyStoreDb> options) : KeyStoreDb(options);

internal sealed class PostgresKeyStoreDb(DbContextOptions<PostgresKeyStoreDb> options) : KeyStoreDb(options);
