using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Sqlite.RequestLog
{
    /// <inheritdoc />
    public partial class RequestsThatReachedAProvider : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "UnmeteredSent",
                table: "traffic_rollups",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "UnmeteredSent",
                table: "traffic_rollups");
        }
    }
}
