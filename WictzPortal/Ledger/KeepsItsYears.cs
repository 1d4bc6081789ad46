using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Ledger;

/// <summary>Lets the database itself allow the deletion of years that are over the cut of the books, and of nothing else.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123000001_LedgerKeepsItsYears")]
internal sealed class SqliteKeepsItsYears : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER ledger_entries_no_delete;
        DROP TRIGGER ledger_postings_no_delete;
        CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
            WHEN NOT EXISTS (SELECT 1 FROM books_cut c WHERE OLD."At" < c."FirstAt")
            BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
        CREATE TRIGGER ledger_postings_no_delete BEFORE DELETE ON ledger_postings
            WHEN NOT EXISTS (SELECT 1 FROM books_cut c JOIN ledger_entries e ON e."At" < c."FirstAt" WHERE e."Id" = OLD."EntryId")
            BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
        CREATE TRIGGER books_cut_no_return BEFORE UPDATE ON books_cut WHEN NEW."FirstAt" < OLD."FirstAt"
            BEGIN SELECT RAISE(ABORT, 'The cut of the books never moves back.'); END;
        CREATE TRIGGER books_cut_no_delete BEFORE DELETE ON books_cut
            BEGIN SELECT RAISE(ABORT, 'The cut of the books stays.'); END;
        """);
}

/// <inheritdoc cref="SqliteKeepsItsYears" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261123000001_LedgerKeepsItsYears")]
internal sealed class PostgresKeepsItsYears : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER ledger_entries_no_change ON ledger_entries;
        DROP TRIGGER ledger_postings_no_change ON ledger_postings;
        CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR TRUNCATE ON ledger_entries
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
        CREATE TRIGGER ledger_postings_no_change BEFORE UPDATE OR TRUNCATE ON ledger_postings
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
        CREATE FUNCTION ledger_keeps_its_years() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF EXISTS (SELECT 1 FROM books_cut c WHERE OLD."At" < c."FirstAt") THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'The ledger is append-only.';
        END $$;
        CREATE FUNCTION postings_keep_their_years() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF EXISTS (SELECT 1 FROM books_cut c JOIN ledger_entries e ON e."At" < c."FirstAt" WHERE e."Id" = OLD."EntryId") THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'The ledger is append-only.';
        END $$;
        CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_keeps_its_years();
        CREATE TRIGGER ledger_postings_no_delete BEFORE DELETE ON ledger_postings FOR EACH ROW EXECUTE FUNCTION postings_keep_their_years();
        CREATE FUNCTION books_cut_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'UPDATE' AND NEW."FirstAt" >= OLD."FirstAt" THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'The cut of the books never moves back.';
        END $$;
        CREATE TRIGGER books_cut_only_moves_on BEFORE UPDATE OR DELETE ON books_cut FOR EACH ROW EXECUTE FUNCTION books_cut_only_moves_on();
        """);
}
