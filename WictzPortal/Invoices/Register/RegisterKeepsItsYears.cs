using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Invoices;

/// <summary>Lets the database itself allow the deletion of documents from before the cut of the books, and of nothing else.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123000002_RegisterKeepsItsYears")]
internal sealed class SqliteRegisterKeepsItsYears : Migration
{
    /// <summary>Of each table, the query that finds a row's own document or correction when it is before the cut.</summary>
    public static readonly (string Table, string IsOver)[] Tables =
    [
        ("invoice_documents", """SELECT 1 FROM books_cut c WHERE OLD."IssuedAt" < c."FirstAt" """),
        ("invoice_corrections", """SELECT 1 FROM books_cut c WHERE OLD."At" < c."FirstAt" """),
        ("invoice_corrected_lines",
            """SELECT 1 FROM books_cut c JOIN invoice_corrections k ON k."At" < c."FirstAt" WHERE k."Id" = OLD."CorrectionId" """),
        ("invoice_papers", """SELECT 1 FROM books_cut c JOIN invoice_documents d ON d."IssuedAt" < c."FirstAt" WHERE d."Id" = OLD."DocumentId" """),
        ("invoice_acceptances", """SELECT 1 FROM books_cut c JOIN invoice_documents d ON d."IssuedAt" < c."FirstAt" WHERE d."Id" = OLD."DocumentId" """),
    ];

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var (table, isOver) in Tables)
        {
            migrationBuilder.Sql($"""
                DROP TRIGGER {table}_no_delete;
                CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({isOver})
                BEGIN SELECT RAISE(ABORT, 'The register of documents is append-only.'); END;
                """);
        }
    }
}

/// <inheritdoc cref="SqliteRegisterKeepsItsYears" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261123000002_RegisterKeepsItsYears")]
internal sealed class PostgresRegisterKeepsItsYears : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var (table, isOver) in SqliteRegisterKeepsItsYears.Tables)
        {
            migrationBuilder.Sql($"""
                DROP TRIGGER {table}_no_change ON {table};
                CREATE TRIGGER {table}_no_change BEFORE UPDATE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION register_is_append_only();
                CREATE FUNCTION {table}_keeps_its_years() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                    IF EXISTS ({isOver}) THEN RETURN OLD; END IF;
                    RAISE EXCEPTION 'The register of documents is append-only.';
                END $$;
                CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keeps_its_years();
                """);
        }
    }
}
