using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Sqlite.RequestLog
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "request_log",
                columns: table => new
                {
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    KeyId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    DeploymentId = table.Column<int>(type: "INTEGER", nullable: false),
                    Route = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    ErrorCode = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Streamed = table.Column<bool>(type: "INTEGER", nullable: false),
                    DurationMilliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstByteMilliseconds = table.Column<int>(type: "INTEGER", nullable: true),
                    InputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    OutputTokens = table.Column<long>(type: "INTEGER", nullable: false),
                    Cost = table.Column<long>(type: "INTEGER", nullable: false),
                    Ip = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IpIsWhole = table.Column<bool>(type: "INTEGER", nullable: false),
                    ClientFamily = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_log", x => x.RequestId);
                });

            migrationBuilder.CreateTable(
                name: "traffic_rollups",
                columns: table => new
                {
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    QuarterAt = table.Column<long>(type: "INTEGER", nullable: false),
                    KeyId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ModelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Unmetered = table.Column<long>(type: "INTEGER", nullable: false),
                    UnmeteredErrors = table.Column<long>(type: "INTEGER", nullable: false),
                    Timed = table.Column<long>(type: "INTEGER", nullable: false),
                    DurationMilliseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstByteMilliseconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_traffic_rollups", x => new { x.AccountNumber, x.QuarterAt, x.ModelId, x.KeyId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_request_log_AccountNumber_At",
                table: "request_log",
                columns: new[] { "AccountNumber", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_request_log_At",
                table: "request_log",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "request_log_whole_ip",
                table: "request_log",
                column: "At",
                filter: "\"IpIsWhole\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "request_log");

            migrationBuilder.DropTable(
                name: "traffic_rollups");
        }
    }
}
