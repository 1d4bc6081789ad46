using System;
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
                name: "adjustments",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Purse = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    InternalNote = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    ProposedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProposedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_adjustments", x => x.Id);
                    table.CheckConstraint("two_people", "\"DecidedBy\" IS NULL OR \"DecidedBy\" <> \"ProposedBy\"");
                });

            migrationBuilder.CreateTable(
                name: "adult_consents",
                columns: table => new
                {
                    OrderId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SecretHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Links = table.Column<int>(type: "INTEGER", nullable: false),
                    LinkEndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Agreed = table.Column<bool>(type: "INTEGER", nullable: true),
                    AnsweredBy = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_adult_consents", x => x.OrderId);
                });

            migrationBuilder.CreateTable(
                name: "audit_anchors",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Seal = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_anchors", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ActorId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Action = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Target = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    StatedPurpose = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "audit_head",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Seal = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_head", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "balance_warnings",
                columns: table => new
                {
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ThresholdKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    IsArmed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_balance_warnings", x => new { x.AccountId, x.ThresholdKurus });
                });

            migrationBuilder.CreateTable(
                name: "billing_identities",
                columns: table => new
                {
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    FirstName = table.Column<byte[]>(type: "BLOB", nullable: true),
                    FamilyName = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TradeName = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TaxNumber = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TaxOffice = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Street = table.Column<byte[]>(type: "BLOB", nullable: true),
                    District = table.Column<byte[]>(type: "BLOB", nullable: true),
                    City = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PostalCode = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Email = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Phone = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_identities", x => x.AccountId);
                });

            migrationBuilder.CreateTable(
                name: "consent_receipts",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    NoticeVersion = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    NoticeHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Culture = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    Functional = table.Column<bool>(type: "INTEGER", nullable: false),
                    Analytics = table.Column<bool>(type: "INTEGER", nullable: false),
                    Method = table.Column<byte>(type: "INTEGER", nullable: false),
                    Layer = table.Column<byte>(type: "INTEGER", nullable: false),
                    Signal = table.Column<bool>(type: "INTEGER", nullable: false),
                    Network = table.Column<string>(type: "TEXT", maxLength: 45, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consent_receipts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "coupon_uses",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CouponId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    By = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coupon_uses", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "coupons",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    AmountKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    ValidUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    CreditDays = table.Column<int>(type: "INTEGER", nullable: true),
                    MostUses = table.Column<int>(type: "INTEGER", nullable: true),
                    MostUsesPerAccount = table.Column<int>(type: "INTEGER", nullable: false),
                    Uses = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coupons", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "credit_grants",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    GivenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credit_grants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoice_acceptances",
                columns: table => new
                {
                    DocumentId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    StaffId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_acceptances", x => x.DocumentId);
                });

            migrationBuilder.CreateTable(
                name: "invoice_corrected_lines",
                columns: table => new
                {
                    CorrectionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    OriginalId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_corrected_lines", x => new { x.CorrectionId, x.Line });
                });

            migrationBuilder.CreateTable(
                name: "invoice_corrections",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OriginalId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    DocumentId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ForeignNumber = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ForeignOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    StaffId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_corrections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoice_documents",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    EventId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Edition = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Mode = table.Column<byte>(type: "INTEGER", nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Ettn = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    CorrectsId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Language = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    Snapshot = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SnapshotHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ChainHash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_documents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoice_events",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    PerformedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    TaxPoint = table.Column<byte>(type: "INTEGER", nullable: false),
                    TitleTr = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    TitleEn = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    MonthUse = table.Column<long>(type: "INTEGER", nullable: false),
                    LateUse = table.Column<long>(type: "INTEGER", nullable: false),
                    OrderId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PaymentId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Method = table.Column<byte>(type: "INTEGER", nullable: true),
                    IsTest = table.Column<bool>(type: "INTEGER", nullable: false),
                    FromOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    UntilOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    WaitsFor = table.Column<byte>(type: "INTEGER", nullable: false),
                    NextTryAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DocumentId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    CorrectionId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Editions = table.Column<int>(type: "INTEGER", nullable: false),
                    BilledNetKurus = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoice_papers",
                columns: table => new
                {
                    DocumentId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    PrintedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_papers", x => x.DocumentId);
                });

            migrationBuilder.CreateTable(
                name: "invoice_series",
                columns: table => new
                {
                    Prefix = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Last = table.Column<int>(type: "INTEGER", nullable: false),
                    LastIssuedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoice_series", x => new { x.Prefix, x.Year });
                });

            migrationBuilder.CreateTable(
                name: "movement_notes",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    TextTr = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    TextEn = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_movement_notes", x => x.Key);
                });

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

            migrationBuilder.CreateTable(
                name: "page_view_days",
                columns: table => new
                {
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Route = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Views = table.Column<int>(type: "INTEGER", nullable: false),
                    Visits = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_page_view_days", x => new { x.Day, x.Route });
                });

            migrationBuilder.CreateTable(
                name: "page_views",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    VisitId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Route = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    HourAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_page_views", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "payment_attempts",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    OrderId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    BuyerId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Method = table.Column<byte>(type: "INTEGER", nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatPercent = table.Column<int>(type: "INTEGER", nullable: false),
                    TaxPoint = table.Column<byte>(type: "INTEGER", nullable: false),
                    IsTest = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TakenKurus = table.Column<long>(type: "INTEGER", nullable: true),
                    PageToken = table.Column<byte[]>(type: "BLOB", nullable: true),
                    FailureCode = table.Column<int>(type: "INTEGER", nullable: true),
                    Refusal = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NextInquiryAt = table.Column<long>(type: "INTEGER", nullable: true),
                    InquiriesMade = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_attempts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "payment_callbacks",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AttemptId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    TotalAmount = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    InstallmentCount = table.Column<int>(type: "INTEGER", nullable: true),
                    FailureCode = table.Column<int>(type: "INTEGER", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Effect = table.Column<byte>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_callbacks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "payment_quarantine",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    TotalAmount = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Oddity = table.Column<byte>(type: "INTEGER", nullable: false),
                    AttemptId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_quarantine", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "paytr_report_rows",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsRefund = table.Column<bool>(type: "INTEGER", nullable: false),
                    Kurus = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    Occurrence = table.Column<int>(type: "INTEGER", nullable: false),
                    ReadAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_paytr_report_rows", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "plan_purchases",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SubscriptionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    PriceKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    CarriedKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    Allowance = table.Column<long>(type: "INTEGER", nullable: false),
                    OrderId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EmptiedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_purchases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "plan_versions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    PlanId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ValidFrom = table.Column<long>(type: "INTEGER", nullable: false),
                    PriceKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    Period = table.Column<byte>(type: "INTEGER", nullable: false),
                    Allowance = table.Column<long>(type: "INTEGER", nullable: false),
                    Overage = table.Column<byte>(type: "INTEGER", nullable: false),
                    TrialDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Limits = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_versions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NameTr = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    DescriptionTr = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    DescriptionEn = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "reconciliation_cases",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    OurKurus = table.Column<long>(type: "INTEGER", nullable: true),
                    TheirKurus = table.Column<long>(type: "INTEGER", nullable: true),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reconciliation_cases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "refunds",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    AttemptId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OrderId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    NetKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    VatKurus = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RefusalCode = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    NextLookAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refunds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "subscriptions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    PlanId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AnchorAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PeriodFrom = table.Column<long>(type: "INTEGER", nullable: false),
                    PeriodUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    GraceUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    RenewsItself = table.Column<bool>(type: "INTEGER", nullable: false),
                    EndsWithPeriod = table.Column<bool>(type: "INTEGER", nullable: false),
                    NextPlanId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    RemindedDays = table.Column<int>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriptions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    EndpointId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Event = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Payload = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    QueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Result = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_endpoints",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AccountId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Url = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_endpoints", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "audit_head",
                columns: new[] { "Id", "Hash", "Number", "Seal" },
                columnTypes: new[] { "INTEGER", "BLOB", "INTEGER", "BLOB" },
                values: new object[] { 1, new byte[0], 0L, new byte[0] });

            migrationBuilder.CreateIndex(
                name: "IX_adjustments_ProposedAt",
                table: "adjustments",
                column: "ProposedAt");

            migrationBuilder.CreateIndex(
                name: "IX_adult_consents_SecretHash",
                table: "adult_consents",
                column: "SecretHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_ActorId",
                table: "audit_entries",
                column: "ActorId");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_SubjectId",
                table: "audit_entries",
                column: "SubjectId");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_Target",
                table: "audit_entries",
                column: "Target");

            migrationBuilder.CreateIndex(
                name: "IX_consent_receipts_UserId_At",
                table: "consent_receipts",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_coupon_uses_CouponId_AccountId_Count",
                table: "coupon_uses",
                columns: new[] { "CouponId", "AccountId", "Count" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coupons_Code",
                table: "coupons",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_credit_grants_AccountNumber",
                table: "credit_grants",
                column: "AccountNumber");

            migrationBuilder.CreateIndex(
                name: "IX_credit_grants_EndedAt_EndsAt",
                table: "credit_grants",
                columns: new[] { "EndedAt", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_invoice_corrected_lines_OriginalId",
                table: "invoice_corrected_lines",
                column: "OriginalId");

            migrationBuilder.CreateIndex(
                name: "IX_invoice_corrections_OriginalId",
                table: "invoice_corrections",
                column: "OriginalId");

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_AccountId_IssuedAt",
                table: "invoice_documents",
                columns: new[] { "AccountId", "IssuedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_CorrectsId",
                table: "invoice_documents",
                column: "CorrectsId");

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_EventId_Edition",
                table: "invoice_documents",
                columns: new[] { "EventId", "Edition" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_Number",
                table: "invoice_documents",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_Prefix_Year_Sequence",
                table: "invoice_documents",
                columns: new[] { "Prefix", "Year", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoice_events_AccountNumber_Kind",
                table: "invoice_events",
                columns: new[] { "AccountNumber", "Kind" });

            migrationBuilder.CreateIndex(
                name: "IX_invoice_events_ClosedAt_NextTryAt",
                table: "invoice_events",
                columns: new[] { "ClosedAt", "NextTryAt" });

            migrationBuilder.CreateIndex(
                name: "IX_invoice_events_CorrectionId",
                table: "invoice_events",
                column: "CorrectionId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoice_events_Key",
                table: "invoice_events",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoice_events_PaymentId",
                table: "invoice_events",
                column: "PaymentId");

            migrationBuilder.CreateIndex(
                name: "IX_movement_notes_AccountNumber",
                table: "movement_notes",
                column: "AccountNumber");

            migrationBuilder.CreateIndex(
                name: "IX_orders_AccountId",
                table: "orders",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_page_views_HourAt",
                table: "page_views",
                column: "HourAt");

            migrationBuilder.CreateIndex(
                name: "IX_page_views_VisitId",
                table: "page_views",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_AccountId",
                table: "payment_attempts",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_DecidedAt",
                table: "payment_attempts",
                column: "DecidedAt");

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_NextInquiryAt",
                table: "payment_attempts",
                column: "NextInquiryAt");

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_Oid",
                table: "payment_attempts",
                column: "Oid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_OrderId_Number",
                table: "payment_attempts",
                columns: new[] { "OrderId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_Reference",
                table: "payment_attempts",
                column: "Reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_callbacks_AttemptId",
                table: "payment_callbacks",
                column: "AttemptId");

            migrationBuilder.CreateIndex(
                name: "IX_payment_callbacks_Oid_Status_TotalAmount",
                table: "payment_callbacks",
                columns: new[] { "Oid", "Status", "TotalAmount" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_quarantine_AttemptId",
                table: "payment_quarantine",
                column: "AttemptId");

            migrationBuilder.CreateIndex(
                name: "IX_payment_quarantine_Oid_Status_TotalAmount",
                table: "payment_quarantine",
                columns: new[] { "Oid", "Status", "TotalAmount" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_paytr_report_rows_Oid_IsRefund_Kurus_At_Occurrence",
                table: "paytr_report_rows",
                columns: new[] { "Oid", "IsRefund", "Kurus", "At", "Occurrence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_plan_purchases_AccountId",
                table: "plan_purchases",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_plan_purchases_EmptiedAt_Until",
                table: "plan_purchases",
                columns: new[] { "EmptiedAt", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_plan_purchases_SubscriptionId",
                table: "plan_purchases",
                column: "SubscriptionId");

            migrationBuilder.CreateIndex(
                name: "IX_plan_versions_PlanId_ValidFrom",
                table: "plan_versions",
                columns: new[] { "PlanId", "ValidFrom" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_plans_Code",
                table: "plans",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_cases_ClosedAt",
                table: "reconciliation_cases",
                column: "ClosedAt");

            migrationBuilder.CreateIndex(
                name: "IX_reconciliation_cases_Key",
                table: "reconciliation_cases",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_refunds_AttemptId",
                table: "refunds",
                column: "AttemptId");

            migrationBuilder.CreateIndex(
                name: "IX_refunds_NextLookAt",
                table: "refunds",
                column: "NextLookAt");

            migrationBuilder.CreateIndex(
                name: "IX_refunds_Reference",
                table: "refunds",
                column: "Reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_refunds_SentAt",
                table: "refunds",
                column: "SentAt");

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_AccountId_AskedAt",
                table: "subscriptions",
                columns: new[] { "AccountId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_State_PeriodUntil",
                table: "subscriptions",
                columns: new[] { "State", "PeriodUntil" });

            migrationBuilder.CreateIndex(
                name: "one_live_of_an_account",
                table: "subscriptions",
                column: "AccountId",
                unique: true,
                filter: "\"State\" IN (2, 3, 4)");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_AccountId",
                table: "webhook_deliveries",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_QueuedAt",
                table: "webhook_deliveries",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_State_NextAttemptAt",
                table: "webhook_deliveries",
                columns: new[] { "State", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_endpoints_AccountId",
                table: "webhook_endpoints",
                column: "AccountId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "adjustments");

            migrationBuilder.DropTable(
                name: "adult_consents");

            migrationBuilder.DropTable(
                name: "audit_anchors");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_head");

            migrationBuilder.DropTable(
                name: "balance_warnings");

            migrationBuilder.DropTable(
                name: "billing_identities");

            migrationBuilder.DropTable(
                name: "consent_receipts");

            migrationBuilder.DropTable(
                name: "coupon_uses");

            migrationBuilder.DropTable(
                name: "coupons");

            migrationBuilder.DropTable(
                name: "credit_grants");

            migrationBuilder.DropTable(
                name: "invoice_acceptances");

            migrationBuilder.DropTable(
                name: "invoice_corrected_lines");

            migrationBuilder.DropTable(
                name: "invoice_corrections");

            migrationBuilder.DropTable(
                name: "invoice_documents");

            migrationBuilder.DropTable(
                name: "invoice_events");

            migrationBuilder.DropTable(
                name: "invoice_papers");

            migrationBuilder.DropTable(
                name: "invoice_series");

            migrationBuilder.DropTable(
                name: "movement_notes");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "page_view_days");

            migrationBuilder.DropTable(
                name: "page_views");

            migrationBuilder.DropTable(
                name: "payment_attempts");

            migrationBuilder.DropTable(
                name: "payment_callbacks");

            migrationBuilder.DropTable(
                name: "payment_quarantine");

            migrationBuilder.DropTable(
                name: "paytr_report_rows");

            migrationBuilder.DropTable(
                name: "plan_purchases");

            migrationBuilder.DropTable(
                name: "plan_versions");

            migrationBuilder.DropTable(
                name: "plans");

            migrationBuilder.DropTable(
                name: "reconciliation_cases");

            migrationBuilder.DropTable(
                name: "refunds");

            migrationBuilder.DropTable(
                name: "subscriptions");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhook_endpoints");
        }
    }
}
