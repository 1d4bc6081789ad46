using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WictzPortal.Data.Migrations.Sqlite.Portal
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PrivacyPolicy",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "TransferMechanism",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "TransferNotifiedOn",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "TransferReference",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "TransferSignedOn",
                table: "providers");

            migrationBuilder.AddColumn<long>(
                name: "ProvenAt",
                table: "user_sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "At",
                table: "movement_notes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "affected_people",
                columns: table => new
                {
                    IncidentId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Records = table.Column<int>(type: "INTEGER", nullable: false),
                    FoundAt = table.Column<long>(type: "INTEGER", nullable: false),
                    MailNumber = table.Column<long>(type: "INTEGER", nullable: true),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IsUnreached = table.Column<bool>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_affected_people", x => new { x.IncidentId, x.UserId });
                });

            migrationBuilder.CreateTable(
                name: "automated_decisions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RuleId = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    RuleVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Inputs = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Target = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ExplanationEn = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    ExplanationTr = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    View = table.Column<byte[]>(type: "BLOB", nullable: true),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReviewedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Review = table.Column<byte>(type: "INTEGER", nullable: true),
                    Reasons = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SettledAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_automated_decisions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "books_cut",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstYear = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    WholeAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_books_cut", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "control_runs",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ControlId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Findings = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 120, nullable: true),
                    File = table.Column<byte[]>(type: "BLOB", nullable: true),
                    By = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_control_runs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "controls",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    EveryDays = table.Column<int>(type: "INTEGER", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_controls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "corrective_actions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IncidentId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DoneAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_corrective_actions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "data_subject_requests",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 14, nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Channel = table.Column<byte>(type: "INTEGER", nullable: false),
                    Regimes = table.Column<byte>(type: "INTEGER", nullable: false),
                    Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: true),
                    Culture = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    NeededLevel = table.Column<byte>(type: "INTEGER", nullable: false),
                    ProvenLevel = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    StateBefore = table.Column<byte>(type: "INTEGER", nullable: true),
                    Outcome = table.Column<byte>(type: "INTEGER", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RegisteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RegisteredBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ReceivedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RunsItself = table.Column<bool>(type: "INTEGER", nullable: false),
                    OwnerId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Applicant = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddressHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Words = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IdentityAskedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    IdentityProvenOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    LinkHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    LinkEndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CheckedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ExtendedBecause = table.Column<byte[]>(type: "BLOB", nullable: true),
                    RemindedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ProofsForgottenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FollowsId = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_subject_requests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "destruction_log",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RunId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    TableName = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Rule = table.Column<int>(type: "INTEGER", nullable: false),
                    Method = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<byte>(type: "INTEGER", nullable: false),
                    Rows = table.Column<long>(type: "INTEGER", nullable: false),
                    Before = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_destruction_log", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "disclosures",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    HiddenUserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Authority = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DocumentNumber = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    LegalBasis = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Purpose = table.Column<int>(type: "INTEGER", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    SecretUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstApprover = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SecondApprover = table.Column<byte[]>(type: "BLOB", nullable: true),
                    SentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SentHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NotToldBecause = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_disclosures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "erasures",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FrozenAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PurgeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    LinkHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Facts = table.Column<byte[]>(type: "BLOB", nullable: true),
                    RemindedDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    LastFailure = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Certificate = table.Column<string>(type: "TEXT", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erasures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "held_rows",
                columns: table => new
                {
                    HoldId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Table = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_held_rows", x => new { x.HoldId, x.Table, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "incident_reports",
                columns: table => new
                {
                    IncidentId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Authority = table.Column<byte>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    By = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_reports", x => new { x.IncidentId, x.Authority, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "incidents",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    IsDrill = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    Scope = table.Column<byte>(type: "INTEGER", nullable: false),
                    Facts = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OpenedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SuspectedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    TriagedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AwareAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AwareAtBefore = table.Column<long>(type: "INTEGER", nullable: true),
                    AwareAtWanted = table.Column<long>(type: "INTEGER", nullable: true),
                    AwareAtWantedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ContainedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    BoardAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EuAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CustomersAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IdentifiedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ListHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PeopleAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PublicAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CorrectedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NoBreachBecause = table.Column<string>(type: "TEXT", nullable: true),
                    BoardLateBecause = table.Column<string>(type: "TEXT", nullable: true),
                    EuLateBecause = table.Column<string>(type: "TEXT", nullable: true),
                    EuNotBecause = table.Column<string>(type: "TEXT", nullable: true),
                    PeopleLateBecause = table.Column<string>(type: "TEXT", nullable: true),
                    PeopleNotBecause = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incidents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "legal_holds",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ShownTo = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Case = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reason = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Basis = table.Column<byte>(type: "INTEGER", nullable: false),
                    OwnerId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IsSecretUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    PlacedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReviewAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReleasedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_legal_holds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notices_shown",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    FormId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notices_shown", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "package_parts",
                columns: table => new
                {
                    PackageId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_package_parts", x => new { x.PackageId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "packages",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestNumber = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Type = table.Column<byte>(type: "INTEGER", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    ReadyAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Downloads = table.Column<int>(type: "INTEGER", nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    ManifestHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EmptiedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_packages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "policy_drafts",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    TemplateTr = table.Column<string>(type: "TEXT", nullable: false),
                    TemplateEn = table.Column<string>(type: "TEXT", nullable: false),
                    TextTr = table.Column<string>(type: "TEXT", nullable: false),
                    TextEn = table.Column<string>(type: "TEXT", nullable: false),
                    SummaryTr = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    SummaryEn = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Significance = table.Column<byte>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    JudgedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_drafts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "policy_notices",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    MailNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    QueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Delivery = table.Column<int>(type: "INTEGER", nullable: false),
                    DeliveredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DismissedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_notices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "policy_versions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    TemplateTr = table.Column<string>(type: "TEXT", nullable: false),
                    TemplateEn = table.Column<string>(type: "TEXT", nullable: false),
                    TextTr = table.Column<string>(type: "TEXT", nullable: false),
                    TextEn = table.Column<string>(type: "TEXT", nullable: false),
                    HashTr = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    HashEn = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    FactsJson = table.Column<string>(type: "TEXT", nullable: false),
                    InventoryHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EffectiveAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Significance = table.Column<byte>(type: "INTEGER", nullable: true),
                    SummaryTr = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    SummaryEn = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    ProposedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ApprovedBy = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_versions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "recipient_changes",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RecipientId = table.Column<int>(type: "INTEGER", nullable: true),
                    Facts = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    JudgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recipient_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "recipients",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Facts = table.Column<string>(type: "TEXT", nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PolicyCheckedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ToldOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recipients", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "recipients_seen",
                columns: table => new
                {
                    AccountNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    RecipientId = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    LastOn = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recipients_seen", x => new { x.AccountNumber, x.RecipientId });
                });

            migrationBuilder.CreateTable(
                name: "register_editions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    EnteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    InventoryHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_register_editions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "request_series",
                columns: table => new
                {
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Last = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_series", x => x.Year);
                });

            migrationBuilder.CreateTable(
                name: "retention_certificates",
                columns: table => new
                {
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Json = table.Column<string>(type: "TEXT", nullable: false),
                    Signature = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_retention_certificates", x => x.Day);
                });

            migrationBuilder.CreateTable(
                name: "retention_changes",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Rule = table.Column<int>(type: "INTEGER", nullable: false),
                    FromDays = table.Column<int>(type: "INTEGER", nullable: false),
                    ToDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<byte>(type: "INTEGER", nullable: false),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    JudgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NoticeVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_retention_changes", x => x.Id);
                    table.CheckConstraint("longer_by_two", "\"ToDays\" < \"FromDays\" OR \"State\" <> 2 OR \"JudgedBy\" <> \"AskedBy\"");
                });

            migrationBuilder.CreateTable(
                name: "retention_states",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Rule = table.Column<int>(type: "INTEGER", nullable: false),
                    SweptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Before = table.Column<long>(type: "INTEGER", nullable: false),
                    Rows = table.Column<long>(type: "INTEGER", nullable: false),
                    Milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    OldestAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Restricted = table.Column<int>(type: "INTEGER", nullable: false),
                    Held = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_retention_states", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "reveals",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reason = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    JudgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IsAllowed = table.Column<bool>(type: "INTEGER", nullable: true),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reveals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "standing_measures",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Ground = table.Column<byte>(type: "INTEGER", nullable: true),
                    CategoryBits = table.Column<int>(type: "INTEGER", nullable: true),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<byte[]>(type: "BLOB", nullable: true),
                    KeptRunningSince = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LiftsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PlacedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    EndedBy = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_standing_measures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "under_age_marks",
                columns: table => new
                {
                    EmailHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CaseNumber = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_under_age_marks", x => x.EmailHash);
                });

            migrationBuilder.CreateTable(
                name: "request_authority_letters",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Wish = table.Column<byte>(type: "INTEGER", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ReceivedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DoneAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnswerReference = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_authority_letters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_request_authority_letters_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "request_documents",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Name = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_documents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_request_documents_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "request_evidence",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Type = table.Column<byte>(type: "INTEGER", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Says = table.Column<byte[]>(type: "BLOB", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_evidence", x => x.Id);
                    table.ForeignKey(
                        name: "FK_request_evidence_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "request_letters",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Html = table.Column<byte[]>(type: "BLOB", nullable: false),
                    HtmlHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Pdf = table.Column<byte[]>(type: "BLOB", nullable: true),
                    PdfHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    MailNumber = table.Column<long>(type: "INTEGER", nullable: true),
                    Delivery = table.Column<byte>(type: "INTEGER", nullable: false),
                    DeliveredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_letters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_request_letters_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "request_lines",
                columns: table => new
                {
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Type = table.Column<byte>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<byte>(type: "INTEGER", nullable: true),
                    Reason = table.Column<byte>(type: "INTEGER", nullable: true),
                    Words = table.Column<byte[]>(type: "BLOB", nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ApprovedBy = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_lines", x => new { x.RequestId, x.Type });
                    table.ForeignKey(
                        name: "FK_request_lines_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "request_recipient_tasks",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RequestId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RecipientKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RecipientName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AcknowledgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AcknowledgedBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request_recipient_tasks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_request_recipient_tasks_data_subject_requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "data_subject_requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "books_cut",
                columns: new[] { "Id", "FirstAt", "FirstYear", "WholeAt" },
                columnTypes: new[] { "INTEGER", "INTEGER", "INTEGER", "INTEGER" },
                values: new object[] { 1, 0L, 0, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_user_sessions_LastSeenAt",
                table: "user_sessions",
                column: "LastSeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_usage_rollups_QuarterAt",
                table: "usage_rollups",
                column: "QuarterAt");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_At",
                table: "usage_records",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_setup_links_ExpiresAt",
                table: "setup_links",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_refunds_AskedAt",
                table: "refunds",
                column: "AskedAt");

            migrationBuilder.CreateIndex(
                name: "IX_plan_purchases_At",
                table: "plan_purchases",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_paytr_report_rows_At",
                table: "paytr_report_rows",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_payment_quarantine_ReceivedAt",
                table: "payment_quarantine",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_payment_callbacks_ReceivedAt",
                table: "payment_callbacks",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_payment_attempts_CreatedAt",
                table: "payment_attempts",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_mails_QueuedAt",
                table: "outbox_mails",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_orders_CreatedAt",
                table: "orders",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_movement_notes_At",
                table: "movement_notes",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_entries_At",
                table: "ledger_entries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_invoice_documents_IssuedAt",
                table: "invoice_documents",
                column: "IssuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_invoice_corrections_At",
                table: "invoice_corrections",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_invitations_ExpiresAt",
                table: "invitations",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_credit_grants_EndsAt",
                table: "credit_grants",
                column: "EndsAt");

            migrationBuilder.CreateIndex(
                name: "IX_coupons_ValidUntil",
                table: "coupons",
                column: "ValidUntil");

            migrationBuilder.CreateIndex(
                name: "IX_coupon_uses_At",
                table: "coupon_uses",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_consent_receipts_At",
                table: "consent_receipts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_At",
                table: "audit_entries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_RevokedAt",
                table: "api_keys",
                column: "RevokedAt");

            migrationBuilder.CreateIndex(
                name: "IX_affected_people_FoundAt",
                table: "affected_people",
                column: "FoundAt");

            migrationBuilder.CreateIndex(
                name: "IX_affected_people_UserId",
                table: "affected_people",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_automated_decisions_DueOn",
                table: "automated_decisions",
                column: "DueOn");

            migrationBuilder.CreateIndex(
                name: "IX_automated_decisions_SettledAt",
                table: "automated_decisions",
                column: "SettledAt");

            migrationBuilder.CreateIndex(
                name: "IX_automated_decisions_UserId",
                table: "automated_decisions",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_control_runs_At",
                table: "control_runs",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_control_runs_ControlId",
                table: "control_runs",
                column: "ControlId");

            migrationBuilder.CreateIndex(
                name: "IX_corrective_actions_IncidentId",
                table: "corrective_actions",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_AddressHash",
                table: "data_subject_requests",
                column: "AddressHash");

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_EndedAt",
                table: "data_subject_requests",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_LinkHash",
                table: "data_subject_requests",
                column: "LinkHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_Number",
                table: "data_subject_requests",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_State_DueOn",
                table: "data_subject_requests",
                columns: new[] { "State", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_data_subject_requests_UserId",
                table: "data_subject_requests",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_destruction_log_At",
                table: "destruction_log",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_destruction_log_RunId",
                table: "destruction_log",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_disclosures_AskedAt",
                table: "disclosures",
                column: "AskedAt");

            migrationBuilder.CreateIndex(
                name: "IX_disclosures_UserId",
                table: "disclosures",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_erasures_EndedAt",
                table: "erasures",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_erasures_LinkHash",
                table: "erasures",
                column: "LinkHash");

            migrationBuilder.CreateIndex(
                name: "IX_erasures_Number",
                table: "erasures",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_erasures_State",
                table: "erasures",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_erasures_UserId",
                table: "erasures",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_held_rows_Table",
                table: "held_rows",
                column: "Table");

            migrationBuilder.CreateIndex(
                name: "IX_incidents_ClosedAt",
                table: "incidents",
                column: "ClosedAt");

            migrationBuilder.CreateIndex(
                name: "IX_incidents_Number",
                table: "incidents",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_incidents_State",
                table: "incidents",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_legal_holds_ReleasedAt",
                table: "legal_holds",
                column: "ReleasedAt");

            migrationBuilder.CreateIndex(
                name: "IX_legal_holds_UserId",
                table: "legal_holds",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_notices_shown_At",
                table: "notices_shown",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_notices_shown_UserId_At",
                table: "notices_shown",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_AskedAt",
                table: "packages",
                column: "AskedAt");

            migrationBuilder.CreateIndex(
                name: "IX_packages_RequestId_Type",
                table: "packages",
                columns: new[] { "RequestId", "Type" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_packages_UserId",
                table: "packages",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_policy_drafts_JudgedAt",
                table: "policy_drafts",
                column: "JudgedAt");

            migrationBuilder.CreateIndex(
                name: "IX_policy_drafts_State",
                table: "policy_drafts",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_policy_notices_Delivery",
                table: "policy_notices",
                column: "Delivery");

            migrationBuilder.CreateIndex(
                name: "IX_policy_notices_QueuedAt",
                table: "policy_notices",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_policy_notices_UserId_DismissedAt",
                table: "policy_notices",
                columns: new[] { "UserId", "DismissedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_notices_VersionId_UserId",
                table: "policy_notices",
                columns: new[] { "VersionId", "UserId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_policy_versions_EffectiveAt",
                table: "policy_versions",
                column: "EffectiveAt");

            migrationBuilder.CreateIndex(
                name: "IX_policy_versions_Kind_Number",
                table: "policy_versions",
                columns: new[] { "Kind", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_recipient_changes_ClosedAt",
                table: "recipient_changes",
                column: "ClosedAt");

            migrationBuilder.CreateIndex(
                name: "IX_recipient_changes_RecipientId",
                table: "recipient_changes",
                column: "RecipientId");

            migrationBuilder.CreateIndex(
                name: "IX_request_authority_letters_RequestId",
                table: "request_authority_letters",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_request_documents_RequestId",
                table: "request_documents",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_request_evidence_RequestId",
                table: "request_evidence",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_request_letters_RequestId",
                table: "request_letters",
                column: "RequestId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_request_recipient_tasks_RequestId_RecipientKey_What",
                table: "request_recipient_tasks",
                columns: new[] { "RequestId", "RecipientKey", "What" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reveals_AskedAt",
                table: "reveals",
                column: "AskedAt");

            migrationBuilder.CreateIndex(
                name: "IX_reveals_JudgedBy",
                table: "reveals",
                column: "JudgedBy");

            migrationBuilder.CreateIndex(
                name: "IX_reveals_SubjectId",
                table: "reveals",
                column: "SubjectId");

            migrationBuilder.CreateIndex(
                name: "IX_standing_measures_EndedAt",
                table: "standing_measures",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_standing_measures_UserId",
                table: "standing_measures",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_under_age_marks_At",
                table: "under_age_marks",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "affected_people");

            migrationBuilder.DropTable(
                name: "automated_decisions");

            migrationBuilder.DropTable(
                name: "books_cut");

            migrationBuilder.DropTable(
                name: "control_runs");

            migrationBuilder.DropTable(
                name: "controls");

            migrationBuilder.DropTable(
                name: "corrective_actions");

            migrationBuilder.DropTable(
                name: "destruction_log");

            migrationBuilder.DropTable(
                name: "disclosures");

            migrationBuilder.DropTable(
                name: "erasures");

            migrationBuilder.DropTable(
                name: "held_rows");

            migrationBuilder.DropTable(
                name: "incident_reports");

            migrationBuilder.DropTable(
                name: "incidents");

            migrationBuilder.DropTable(
                name: "legal_holds");

            migrationBuilder.DropTable(
                name: "notices_shown");

            migrationBuilder.DropTable(
                name: "package_parts");

            migrationBuilder.DropTable(
                name: "packages");

            migrationBuilder.DropTable(
                name: "policy_drafts");

            migrationBuilder.DropTable(
                name: "policy_notices");

            migrationBuilder.DropTable(
                name: "policy_versions");

            migrationBuilder.DropTable(
                name: "recipient_changes");

            migrationBuilder.DropTable(
                name: "recipients");

            migrationBuilder.DropTable(
                name: "recipients_seen");

            migrationBuilder.DropTable(
                name: "register_editions");

            migrationBuilder.DropTable(
                name: "request_authority_letters");

            migrationBuilder.DropTable(
                name: "request_documents");

            migrationBuilder.DropTable(
                name: "request_evidence");

            migrationBuilder.DropTable(
                name: "request_letters");

            migrationBuilder.DropTable(
                name: "request_lines");

            migrationBuilder.DropTable(
                name: "request_recipient_tasks");

            migrationBuilder.DropTable(
                name: "request_series");

            migrationBuilder.DropTable(
                name: "retention_certificates");

            migrationBuilder.DropTable(
                name: "retention_changes");

            migrationBuilder.DropTable(
                name: "retention_states");

            migrationBuilder.DropTable(
                name: "reveals");

            migrationBuilder.DropTable(
                name: "standing_measures");

            migrationBuilder.DropTable(
                name: "under_age_marks");

            migrationBuilder.DropTable(
                name: "data_subject_requests");

            migrationBuilder.DropIndex(
                name: "IX_user_sessions_LastSeenAt",
                table: "user_sessions");

            migrationBuilder.DropIndex(
                name: "IX_usage_rollups_QuarterAt",
                table: "usage_rollups");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_At",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_setup_links_ExpiresAt",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "IX_refunds_AskedAt",
                table: "refunds");

            migrationBuilder.DropIndex(
                name: "IX_plan_purchases_At",
                table: "plan_purchases");

            migrationBuilder.DropIndex(
                name: "IX_paytr_report_rows_At",
                table: "paytr_report_rows");

            migrationBuilder.DropIndex(
                name: "IX_payment_quarantine_ReceivedAt",
                table: "payment_quarantine");

            migrationBuilder.DropIndex(
                name: "IX_payment_callbacks_ReceivedAt",
                table: "payment_callbacks");

            migrationBuilder.DropIndex(
                name: "IX_payment_attempts_CreatedAt",
                table: "payment_attempts");

            migrationBuilder.DropIndex(
                name: "IX_outbox_mails_QueuedAt",
                table: "outbox_mails");

            migrationBuilder.DropIndex(
                name: "IX_orders_CreatedAt",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "IX_movement_notes_At",
                table: "movement_notes");

            migrationBuilder.DropIndex(
                name: "IX_ledger_entries_At",
                table: "ledger_entries");

            migrationBuilder.DropIndex(
                name: "IX_invoice_documents_IssuedAt",
                table: "invoice_documents");

            migrationBuilder.DropIndex(
                name: "IX_invoice_corrections_At",
                table: "invoice_corrections");

            migrationBuilder.DropIndex(
                name: "IX_invitations_ExpiresAt",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "IX_credit_grants_EndsAt",
                table: "credit_grants");

            migrationBuilder.DropIndex(
                name: "IX_coupons_ValidUntil",
                table: "coupons");

            migrationBuilder.DropIndex(
                name: "IX_coupon_uses_At",
                table: "coupon_uses");

            migrationBuilder.DropIndex(
                name: "IX_consent_receipts_At",
                table: "consent_receipts");

            migrationBuilder.DropIndex(
                name: "IX_audit_entries_At",
                table: "audit_entries");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_RevokedAt",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "ProvenAt",
                table: "user_sessions");

            migrationBuilder.DropColumn(
                name: "At",
                table: "movement_notes");

            migrationBuilder.AddColumn<string>(
                name: "PrivacyPolicy",
                table: "providers",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TransferMechanism",
                table: "providers",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "TransferNotifiedOn",
                table: "providers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TransferReference",
                table: "providers",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "TransferSignedOn",
                table: "providers",
                type: "TEXT",
                nullable: true);
        }
    }
}
