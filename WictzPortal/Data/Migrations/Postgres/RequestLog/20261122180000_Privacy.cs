using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Postgres.RequestLog
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_traffic_rollups_QuarterAt",
                schema: "request_log",
                table: "traffic_rollups",
                column: "QuarterAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_traffic_rollups_QuarterAt",
                schema: "request_log",
                table: "traffic_rollups");
        }
    }
}
