using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>Lets the database itself refuse every change of what has been issued, whoever asks.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261122235959_RegisterAppendOnly")]
internal sealed class SqliteRegisterAppendOnly : Migration
{
    public static readonly string[] Tables =
        ["invoice_documents", "invoice_corrections", "invoice_corrected_lines", "invoice_papers", "invoice_acceptances"];

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            foreach (var change in new[] { "UPDATE", "DELETE" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER {table}_no_{change.ToLowerInvariant()} BEFORE {change} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'The register of documents is append-only.'); END;
                    """);
            }
        }
    }
}

/// <inheritdoc cref="SqliteRegisterAppendOnly" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261122235959_RegisterAppendOnly")]
internal sealed class PostgresRegisterAppendOnly : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE FUNCTION register_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'The register of documents is append-only.'; END $$;
            """);
        foreach (var table in SqliteRegisterAppendOnly.Tables)
        {
            migrationBuilder.Sql($"""
                CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION register_is_append_only();
                """);
        }
    }
}
