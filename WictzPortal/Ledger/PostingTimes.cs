using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Ledger;

/// <summary>Gives each posting its entry's time, and an index that finds a customer's postings of a span of time.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261123000004_PostingTimes")]
internal sealed class SqlitePostingTimes : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE ledger_postings ADD COLUMN "At" INTEGER NOT NULL DEFAULT 0;
        DROP TRIGGER ledger_postings_no_update;
        UPDATE ledger_postings SET "At" = (SELECT e."At" FROM ledger_entries e WHERE e."Id" = ledger_postings."EntryId");
        CREATE TRIGGER ledger_postings_no_update BEFORE UPDATE ON ledger_postings
            BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
        DROP INDEX "IX_ledger_postings_AccountNumber";
        CREATE INDEX "IX_ledger_postings_AccountNumber_At" ON ledger_postings ("AccountNumber", "At") WHERE "AccountNumber" IS NOT NULL;
        """);
}

/// <inheritdoc cref="SqlitePostingTimes" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261123000004_PostingTimes")]
internal sealed class PostgresPostingTimes : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE ledger_postings ADD COLUMN "At" timestamp with time zone;
        ALTER TABLE ledger_postings DISABLE TRIGGER ledger_postings_no_change;
        UPDATE ledger_postings p SET "At" = e."At" FROM ledger_entries e WHERE e."Id" = p."EntryId";
        ALTER TABLE ledger_postings ENABLE TRIGGER ledger_postings_no_change;
        ALTER TABLE ledger_postings ALTER COLUMN "At" SET NOT NULL;
        DROP INDEX "IX_ledger_postings_AccountNumber";
        CREATE INDEX "IX_ledger_postings_AccountNumber_At" ON ledger_postings ("AccountNumber", "At") WHERE "AccountNumber" IS NOT NULL;
        """);
}
