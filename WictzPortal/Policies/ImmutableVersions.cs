using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Policies;

/// <summary>Lets the database itself refuse every change of a published document, whoever asks.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261122180011_PolicyVersionsImmutable")]
internal sealed class SqliteImmutableVersions : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var change in new[] { "UPDATE", "DELETE" })
        {
            migrationBuilder.Sql($"""
                CREATE TRIGGER policy_versions_no_{change.ToLowerInvariant()} BEFORE {change} ON policy_versions
                BEGIN SELECT RAISE(ABORT, 'A published document is not changed.'); END;
                """);
        }
    }
}

/// <inheritdoc cref="SqliteImmutableVersions" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261122180011_PolicyVersionsImmutable")]
internal sealed class PostgresImmutableVersions : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE FUNCTION policy_versions_are_immutable() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'A published document is not changed.'; END $$;
        CREATE TRIGGER policy_versions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions
            FOR EACH STATEMENT EXECUTE FUNCTION policy_versions_are_immutable();
        """);
}
