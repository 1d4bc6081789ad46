using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Sqlite.Portal
{
    /// <inheritdoc />
    public partial class ExactMoney : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "Record",
                table: "usage_journal",
                newName: "Records");

            migrationBuilder.AddColumn<long>(
                name: "Node",
                table: "usage_journal",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ChangedAt",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte>(
                name: "OnDisconnect",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "PreviousHash",
                table: "api_keys",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PreviousPublicId",
                table: "api_keys",
                type: "TEXT",
                maxLength: 8,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PreviousUntil",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "accounts",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "Europe/Istanbul");

            migrationBuilder.CreateTable(
                name: "cluster_nodes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cluster_nodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "credit_leases",
                columns: table => new
                {
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    Node = table.Column<long>(type: "INTEGER", nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Reserved = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credit_leases", x => new { x.AccountNumber, x.Node });
                    table.CheckConstraint("never_overspent", "\"Amount\" >= 0");
                });

            migrationBuilder.CreateTable(
                name: "credit_pools",
                columns: table => new
                {
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    Unleased = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credit_pools", x => x.AccountNumber);
                });

            migrationBuilder.CreateTable(
                name: "limit_takings",
                columns: table => new
                {
                    ScopeId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Rule = table.Column<byte>(type: "INTEGER", nullable: false),
                    WindowAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Node = table.Column<long>(type: "INTEGER", nullable: false),
                    Taken = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_limit_takings", x => new { x.ScopeId, x.Rule, x.WindowAt, x.Node });
                });

            migrationBuilder.CreateTable(
                name: "limits",
                columns: table => new
                {
                    ScopeId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestsPerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    TokensPerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestsPerDay = table.Column<long>(type: "INTEGER", nullable: true),
                    TokensPerDay = table.Column<long>(type: "INTEGER", nullable: true),
                    Concurrency = table.Column<long>(type: "INTEGER", nullable: true),
                    SpendPerDay = table.Column<long>(type: "INTEGER", nullable: true),
                    SpendPerWeek = table.Column<long>(type: "INTEGER", nullable: true),
                    SpendPerMonth = table.Column<long>(type: "INTEGER", nullable: true),
                    Models = table.Column<string>(type: "TEXT", nullable: false),
                    Networks = table.Column<string>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_limits", x => x.ScopeId);
                });

            migrationBuilder.CreateTable(
                name: "open_calls",
                columns: table => new
                {
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Node = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    KeyId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    DeploymentId = table.Column<int>(type: "INTEGER", nullable: false),
                    PriceVersionId = table.Column<int>(type: "INTEGER", nullable: false),
                    InputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    Cost = table.Column<long>(type: "INTEGER", nullable: false),
                    Streamed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Settled = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_open_calls", x => x.RequestId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_ChangedAt",
                table: "api_keys",
                column: "ChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_credit_leases_Node",
                table: "credit_leases",
                column: "Node");

            migrationBuilder.CreateIndex(
                name: "IX_limit_takings_WindowAt",
                table: "limit_takings",
                column: "WindowAt");

            migrationBuilder.CreateIndex(
                name: "IX_limits_AccountId",
                table: "limits",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_limits_ChangedAt",
                table: "limits",
                column: "ChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_open_calls_Node",
                table: "open_calls",
                column: "Node");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cluster_nodes");

            migrationBuilder.DropTable(
                name: "credit_leases");

            migrationBuilder.DropTable(
                name: "credit_pools");

            migrationBuilder.DropTable(
                name: "limit_takings");

            migrationBuilder.DropTable(
                name: "limits");

            migrationBuilder.DropTable(
                name: "open_calls");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_ChangedAt",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "Node",
                table: "usage_journal");

            migrationBuilder.DropColumn(
                name: "ChangedAt",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "OnDisconnect",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "PreviousHash",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "PreviousPublicId",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "PreviousUntil",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "TimeZone",
                table: "accounts");

            migrationBuilder.RenameColumn(
                name: "Records",
                table: "usage_journal",
                newName: "Record");
        }
    }
}
