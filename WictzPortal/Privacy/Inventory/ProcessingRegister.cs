using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Recipients;
using WictzPortal.Usage;

namespace WictzPortal.Privacy;

/// <summary>One line of the register, in the order that VERBİS asks for it. Codes, so that two registers can be compared.</summary>
/// <param name="Recipients">Types of recipients, such as <c>AiProvider</c>.</param>
/// <param name="Abroad">Countries with the ground of the transfer, such as <c>US (StandardContract)</c>.</param>
internal sealed record RegisterRow(
    string Process, string Purpose, string LegalBasis, string SubjectGroup, string Category, IReadOnlyList<string> Recipients,
    IReadOnlyList<string> Abroad, string Retention, IReadOnlyList<string> Data)
{
    /// <summary>What makes it the same line in another edition.</summary>
    [JsonIgnore]
    public string Key => string.Join('|', Process, Purpose, LegalBasis, SubjectGroup, Category, Retention);

    /// <summary>What may change of it.</summary>
    [JsonIgnore]
    public string Content => string.Join('|', string.Join(',', Recipients), string.Join(',', Abroad), string.Join(',', Data));
}

/// <summary>How the register differs from what was last entered at the authority.</summary>
internal sealed record RegisterDiff(IReadOnlyList<RegisterRow> Added, IReadOnlyList<RegisterRow> Removed, IReadOnlyList<RegisterRow> Changed)
{
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count == 0;
}

/// <summary>
/// The register of processing (KVKK art. 16, GDPR art. 30): made from the marks and the register of recipients, never typed. It remembers
/// what was last entered in VERBİS, and shows what has changed since.
/// </summary>
internal sealed class ProcessingRegister(
    IDbContextFactory<PortalDb> databases, Inventory inventory, RecipientBook recipients, IOptions<ControllerOptions> controller,
    AuditTrail audit, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Hash => inventory.Hash;

    /// <summary>Folders that people call the same share their lines.</summary>
    public IReadOnlyList<RegisterRow> Rows() =>
    [
        .. inventory.Rows.Select(RowOf).GroupBy(row => row.Key)
            .Select(same => same.First() with { Data = [.. same.SelectMany(row => row.Data).Order(StringComparer.Ordinal)] }),
    ];

    public async Task<(RegisterDiff Diff, DateTimeOffset? EnteredAt)> CompareAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await db.RegisterEditions.AsNoTracking().OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
        var (now, then) = (Rows().ToDictionary(r => r.Key), last?.Rows().ToDictionary(r => r.Key) ?? []);
        var diff = new RegisterDiff(
            [.. now.Where(r => !then.ContainsKey(r.Key)).Select(r => r.Value)],
            [.. then.Where(r => !now.ContainsKey(r.Key)).Select(r => r.Value)],
            [.. now.Where(r => then.TryGetValue(r.Key, out var before) && before.Content != r.Value.Content).Select(r => r.Value)]);
        return (diff, last?.EnteredAt);
    }

    /// <summary>Notes that the authority's registry says what this register says now.</summary>
    public async Task EnterAsync(Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.RegisterEditions.Add(new RegisterEdition(JsonSerializer.Serialize(Rows(), Form), inventory.Hash, clock.GetUtcNow()));
        await audit.WriteAsync(db, new AuditNote("privacy.register_entered", by) { Target = inventory.Hash }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>With the facts about the controller that GDPR art. 30 asks for.</summary>
    public string ToJson() => new JsonObject
    {
        ["schema"] = "processing-register/1",
        ["generatedAt"] = clock.GetUtcNow().ToString("o", CultureInfo.InvariantCulture),
        ["inventoryHash"] = inventory.Hash,
        ["controller"] = JsonSerializer.SerializeToNode(controller.Value, Form),
        ["measures"] = JsonSerializer.SerializeToNode(Measures, Form),
        ["asController"] = JsonSerializer.SerializeToNode(Rows(), Form),
        ["asProcessor"] = new JsonArray(new JsonObject
        {
            ["controllers"] = "Business customers, for what they send to models",
            ["processing"] = "Forwarding calls to the provider that the customer's request names; nothing of their content is stored",
            ["abroad"] = new JsonArray([.. Abroad(e => e.Facts.Type is RecipientType.AiProvider).Select(a => (JsonNode)a)]),
        }),
    }.ToJsonString(Form) + "\n";

    /// <summary>Headings and what is called by a name are in the current language; the other cells are codes.</summary>
    public string ToCsv(IStringLocalizer<PrivacyText> T, IStringLocalizer<PoliciesText> policies)
    {
        var csv = new StringBuilder("\uFEFF");
        Line([
            T["Process"], T["Purpose"], T["Legal basis"], T["Group of people"], T["Category of data"], T["Recipients"], T["Abroad"],
            T["Security measures"], T["Longest retention"], T["Data"],
        ]);
        foreach (var row in Rows())
        {
            Line([
                policies[row.Process], row.Purpose, row.LegalBasis, T[row.SubjectGroup], row.Category, string.Join("; ", row.Recipients),
                string.Join("; ", row.Abroad), string.Join("; ", Measures.Select(m => T[m].Value)), row.Retention, string.Join("; ", row.Data),
            ]);
        }

        return csv.ToString();

        void Line(IEnumerable<string> cells) => csv.Append(string.Join(',', cells.Select(UsageEndpoints.Cell))).Append("\r\n");
    }

    /// <summary>English, and keys of their translations.</summary>
    public static readonly IReadOnlyList<string> Measures =
    [
        "Encryption of transfers and of personal fields, with a key per person",
        "Least privilege, second factor and reasons for every look of staff at personal data",
        "A tamper-evident audit trail",
        "Deletion at the end of each period by a program, with daily proof",
    ];

    private RegisterRow RowOf(InventoryRow row)
    {
        var concerned = recipients.Active
            .Where(e => e.Facts.Categories.Contains(row.Category) && e.Facts.Purposes.Contains(row.Purpose)).ToList();
        return new RegisterRow(
            PolicyWords.Process(row.Process), row.Purpose.ToString(), LegalCodes.Of(row.Basis),
            row.IsAboutSubjects ? "Customers and members of their accounts" : "Visitors, applicants and staff",
            row.Category.ToString(), [.. concerned.Select(e => e.Facts.Type.ToString()).Distinct().Order(StringComparer.Ordinal)],
            [.. Abroad(concerned.Contains)],
            row.Days is { } days ? $"{LegalCodes.Of(row.Rule)} ({days} d)" : LegalCodes.Of(row.Rule), row.Data);
    }

    private IEnumerable<string> Abroad(Func<RecipientEntry, bool> chosen) => recipients.Active.Where(e => e.Facts.IsAbroad && chosen(e))
        .Select(e => $"{e.Facts.Country} ({e.Facts.Transfer.Mechanism})").Distinct().Order(StringComparer.Ordinal);
}
