using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WictzPortal.Privacy;

/// <summary>What a package holds and what not: the file that is signed.</summary>
internal sealed record Manifest(
    string Schema, string RequestNo, string Scope, ManifestSubject Subject, string? Controller, DateTimeOffset GeneratedAt, string? PolicyVersion,
    string InventoryHash, IReadOnlyList<ManifestFile> Files, IReadOnlyList<ManifestGap> Excluded, ManifestTotals Totals, ManifestGenerator Generator,
    string SigningKey)
{
    public const string SchemaName = "privacy-export/1";
    public const string Path = "manifest.json";
    public const string SignaturePath = "manifest.sig";
    public const string SumsPath = "SHA256SUMS";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Form), (byte)'\n'];

    public static Manifest? FromJson(byte[] json) => JsonSerializer.Deserialize<Manifest>(json, Form);
}

/// <summary>Whose data it is.</summary>
internal sealed record ManifestSubject(Guid UserId, IReadOnlyList<Guid> AccountIds);

/// <summary>One file of a package, and by what right and how long its content is kept.</summary>
/// <param name="RetentionEnds">When the newest of it goes; null where it goes with the account.</param>
internal sealed record ManifestFile(
    string Path, string MediaType, string Sha256, long Bytes, long? Rows, string? SchemaRef, IReadOnlyList<string>? Category,
    IReadOnlyList<string>? Purpose, IReadOnlyList<string>? LegalBasis, string? Retention, DateOnly? RetentionEnds);

/// <summary>What is left out, and why.</summary>
internal sealed record ManifestGap(string Category, IReadOnlyList<string> Data, string Reason, string Article);

/// <summary>The sums over all files.</summary>
internal sealed record ManifestTotals(int Files, long Rows, long Bytes);

/// <summary>The program that made it.</summary>
internal sealed record ManifestGenerator(string Build);
