using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WictzPortal.Data;

namespace WictzPortal.Recipients;

/// <summary>Puts aside what the catalogue knew of the companies behind its providers, before those columns go.</summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261122175959_KeepProvidersGrounds")]
internal sealed class SqliteKeepGrounds : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE providers_grounds AS
        SELECT "Name", "Country", "PrivacyPolicy", "TransferMechanism", "TransferReference", "TransferSignedOn", "TransferNotifiedOn",
               substr("BaseUrl", instr("BaseUrl", '://') + 3) AS "Rest"
        FROM providers WHERE "Enabled" AND "BaseUrl" IS NOT NULL;
        """);
}

/// <summary>
/// Enters the providers that calls went to before there was a register. Their grounds were recorded and checked then, so calls go on; the
/// next change of each asks for two people.
/// </summary>
[DbContext(typeof(SqlitePortalDb))]
[Migration("20261122180002_AdoptProviders")]
internal sealed class SqliteAdoptProviders : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        INSERT INTO recipients ("Facts", "Since")
        SELECT json_object(
                   'Name', "Name", 'Type', 'AiProvider', 'Role', 'Processor', 'Country', "Country", 'Categories', json_array('CustomerTransaction'),
                   'Purposes', json_array('ServiceDelivery'), 'Basis', 'Contract',
                   'Transfer', json_object(
                       'Mechanism', CASE "TransferMechanism" WHEN 'adequacy' THEN 'Adequacy' WHEN 'standard-contract' THEN 'StandardContract'
                           WHEN 'binding-corporate-rules' THEN 'BindingCorporateRules' WHEN 'undertaking' THEN 'Undertaking'
                           WHEN 'derogation' THEN 'Derogation' ELSE 'None' END,
                       'Reference', "TransferReference", 'SignedOn', "TransferSignedOn", 'NotifiedOn', "TransferNotifiedOn"),
                   'PolicyUrl', "PrivacyPolicy", 'Hosts', json_array("Host")),
               CAST(strftime('%s', 'now') AS INTEGER) * 1000
        FROM (SELECT *, lower(substr("Rest", 1, min(instr("Rest" || '/', '/'), instr("Rest" || ':', ':')) - 1)) AS "Host" FROM providers_grounds)
        WHERE "Host" NOT IN ('localhost', '127.0.0.1') GROUP BY "Host";
        DROP TABLE providers_grounds;
        """);
}

/// <inheritdoc cref="SqliteKeepGrounds" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261122175959_KeepProvidersGrounds")]
internal sealed class PostgresKeepGrounds : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE providers_grounds AS
        SELECT "Name", "Country", "PrivacyPolicy", "TransferMechanism", "TransferReference", "TransferSignedOn", "TransferNotifiedOn",
               lower(substring("BaseUrl" from '://([^/:]+)')) AS "Host"
        FROM providers WHERE "Enabled" AND "BaseUrl" IS NOT NULL;
        """);
}

/// <inheritdoc cref="SqliteAdoptProviders" />
[DbContext(typeof(PostgresPortalDb))]
[Migration("20261122180002_AdoptProviders")]
internal sealed class PostgresAdoptProviders : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        INSERT INTO recipients ("Facts", "Since")
        SELECT DISTINCT ON ("Host") json_strip_nulls(json_build_object(
                   'Name', "Name", 'Type', 'AiProvider', 'Role', 'Processor', 'Country', "Country", 'Categories', json_build_array('CustomerTransaction'),
                   'Purposes', json_build_array('ServiceDelivery'), 'Basis', 'Contract',
                   'Transfer', json_build_object(
                       'Mechanism', CASE "TransferMechanism" WHEN 'adequacy' THEN 'Adequacy' WHEN 'standard-contract' THEN 'StandardContract'
                           WHEN 'binding-corporate-rules' THEN 'BindingCorporateRules' WHEN 'undertaking' THEN 'Undertaking'
                           WHEN 'derogation' THEN 'Derogation' ELSE 'None' END,
                       'Reference', "TransferReference", 'SignedOn', "TransferSignedOn", 'NotifiedOn', "TransferNotifiedOn"),
                   'PolicyUrl', "PrivacyPolicy", 'Hosts', json_build_array("Host")))::text,
               now()
        FROM providers_grounds WHERE "Host" NOT IN ('localhost', '127.0.0.1') ORDER BY "Host", "Name";
        DROP TABLE providers_grounds;
        """);
}
