using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Postgres.RequestLog
{
    /// <inheritdoc />
    public partial class RequestsThatReachedAProvider : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "UnmeteredSent",
                schema: "request_log",
                table: "traffic_rollups",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "UnmeteredSent",
                schema: "request_log",
                table: "traffic_rollups");
        }
    }
}
