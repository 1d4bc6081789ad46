using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Sqlite.Portal
{
    /// <inheritdoc />
    public partial class Billing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    BuyerId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    TaxPoint = table.Column<byte>(type: "INTEGER", nullable: false),
                    PlanVersionId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TitleTr = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    TitleEn = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PaidAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_orders", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_orders_AccountId",
                table: "orders",
                column: "AccountId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "orders");
        }
    }
}
