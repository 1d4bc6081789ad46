using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Ledger;

/// <summary>Lets the database itself refuse every change of what stands in the ledger, whoever asks.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261122000002_LedgerAppendOnly")]
internal sealed class SqliteAppendOnly : Migration
{
    private static readonly string[] Tables = ["ledger_entries", "ledger_postings"];

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            foreach (var change in new[] { "UPDATE", "DELETE" })
            {
                migrationBuilder.Sql($"""
                    CREATE TRIGGER {table}_no_{change.ToLowerInvariant()} BEFORE {change} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
                    """);
            }
        }
    }
}

/// <inheritdoc cref="SqliteAppendOnly" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261122000002_LedgerAppendOnly")]
internal sealed class PostgresAppendOnly : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'The ledger is append-only.'; END $$;
        CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
        CREATE TRIGGER ledger_postings_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
        """);
}
