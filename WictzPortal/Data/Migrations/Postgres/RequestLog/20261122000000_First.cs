using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Postgres.RequestLog
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "request_log");

            migrationBuilder.CreateTable(
                name: "request_log",
                schema: "request_log",
                columns: table => new
                {
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountNumber = table.Column<long>(type: "bigint", nullable: false),
                    KeyId = table.Column<Guid>(type: "uuid", nullable: false),
                    ModelId = table.Column<int>(type: "integer", nullable: false),
                    DeploymentId = table.Column<int>(type: "integer", nullable: false),
                    Route = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    ErrorCode = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    Streamed = table.Column<bool>(type: "boolean", nullable: false),
                    DurationMilliseconds = table.Column<int>(type: "integer", nullable: false),
                    FirstByteMilliseconds = table.Column<int>(type: "integer", nullable: true),
                    InputTokens = table.Column<long>(type: "bigint", nullable: false),
                    OutputTokens = table.Column<long>(type: "bigint", nullable: false),
                    Cost = table.Column<long>(type: "bigint", nullable: false),
                    Ip = table.Column<byte[]>(type: "bytea", nullable: true),
                    IpIsWhole = table.Column<bool>(type: "boolean", nullable: false),
                    ClientFamily = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_log", x => x.RequestId);
                });

            migrationBuilder.CreateTable(
                name: "traffic_rollups",
                schema: "request_log",
                columns: table => new
                {
                    AccountNumber = table.Column<long>(type: "bigint", nullable: false),
                    QuarterAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    KeyId = table.Column<Guid>(type: "uuid", nullable: false),
                    ModelId = table.Column<int>(type: "integer", nullable: false),
                    Unmetered = table.Column<long>(type: "bigint", nullable: false),
                    UnmeteredErrors = table.Column<long>(type: "bigint", nullable: false),
                    Timed = table.Column<long>(type: "bigint", nullable: false),
                    DurationMilliseconds = table.Column<long>(type: "bigint", nullable: false),
                    FirstBytes = table.Column<long>(type: "bigint", nullable: false),
                    FirstByteMilliseconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_traffic_rollups", x => new { x.AccountNumber, x.QuarterAt, x.ModelId, x.KeyId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_request_log_AccountNumber_At",
                schema: "request_log",
                table: "request_log",
                columns: new[] { "AccountNumber", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_request_log_At",
                schema: "request_log",
                table: "request_log",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "request_log_whole_ip",
                schema: "request_log",
                table: "request_log",
                column: "At",
                filter: "\"IpIsWhole\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "request_log",
                schema: "request_log");

            migrationBuilder.DropTable(
                name: "traffic_rollups",
                schema: "request_log");
        }
    }
}
