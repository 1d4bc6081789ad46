using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Retention;

/// <summary>Lets the database itself refuse every change of what was destroyed and certified, whoever asks.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123000003_RetentionAppendOnly")]
internal sealed class SqliteLogsAppendOnly : Migration
{
    public static readonly string[] Tables = ["destruction_log", "retention_certificates"];

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            foreach (var change in new[] { "UPDATE", "DELETE" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER {table}_no_{change.ToLowerInvariant()} BEFORE {change} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'The proof of destruction is append-only.'); END;
                    """);
            }
        }
    }
}

/// <inheritdoc cref="SqliteLogsAppendOnly" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261123000003_RetentionAppendOnly")]
internal sealed class PostgresLogsAppendOnly : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE FUNCTION destruction_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'The proof of destruction is append-only.'; END $$;
            """);
        foreach (var table in SqliteLogsAppendOnly.Tables)
        {
            migrationBuilder.Sql($"""
                CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION destruction_is_append_only();
                """);
        }
    }
}
