using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>A published document in both languages. The database refuses every change of it, and its hashes show one that was made anyway.</summary>
[NoSubject("names only the staff who answer for a public text"), KeptWhile("stays in the public archive")]
internal sealed class PolicyVersion
{
    public const int SummaryLength = 1000;
    public const int ReasonLength = 1000;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private PolicyVersion() { }

    public PolicyVersion(PolicyKind kind, string number, PolicyText text, IReadOnlyList<PolicyFact> facts, string inventoryHash, DateTimeOffset now)
    {
        (Kind, Number, InventoryHash, PublishedAt, EffectiveAt) = (kind, number, inventoryHash, now, now);
        (TemplateTr, TemplateEn, TextTr, TextEn) = (text.TemplateTr, text.TemplateEn, text.Turkish, text.English);
        (HashTr, HashEn) = (HashOf(TextTr), HashOf(TextEn));
        FactsJson = JsonSerializer.Serialize(facts, Json);
    }

    [NotPersonal("random id of a published text")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("which document")]
    public PolicyKind Kind { get; private init; }

    /// <summary>Such as 2.0.0: the first part counts significant changes, the second stricter ones, the third editorial ones.</summary>
    [NotPersonal("number of a published text")]
    public string Number { get; private init; } = "";

    /// <summary>What the text was written from; the next version begins with it.</summary>
    [NotPersonal("a published text")]
    public string TemplateTr { get; private init; } = "";

    [NotPersonal("a published text")]
    public string TemplateEn { get; private init; } = "";

    /// <summary>Markdown.</summary>
    [NotPersonal("a published text")]
    public string TextTr { get; private init; } = "";

    [NotPersonal("a published text")]
    public string TextEn { get; private init; } = "";

    /// <summary>SHA-256 of the text as UTF-8, in hexadecimal.</summary>
    [NotPersonal("a hash of a published text")]
    public string HashTr { get; private init; } = "";

    [NotPersonal("a hash of a published text")]
    public string HashEn { get; private init; } = "";

    /// <summary>The facts that the text tells.</summary>
    [NotPersonal("facts about the portal")]
    public string FactsJson { get; private init; } = "";

    /// <summary>Of the portal's inventory of personal data when the text was written .</summary>
    [NotPersonal("a hash of the inventory")]
    public string InventoryHash { get; private init; } = "";

    [NotPersonal("when a text was published")]
    public DateTimeOffset PublishedAt { get; private init; }

    /// <summary>From when on it holds: never before it was published .</summary>
    [NotPersonal("from when on a text holds")]
    public DateTimeOffset EffectiveAt { get; init; }

    /// <summary>Null for the first version, which differs from none.</summary>
    [NotPersonal("how a text differs from the one before")]
    public Significance? Significance { get; init; }

    [NotPersonal("a published text")]
    public string SummaryTr { get; init; } = "";

    [NotPersonal("a published text")]
    public string SummaryEn { get; init; } = "";

    [NotPersonal("why a text was changed")]
    public string Reason { get; init; } = "";

    /// <summary>The member of staff who wrote it; null for the first version, which comes with the portal.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? ProposedBy { get; init; }

    /// <summary>Another member of staff.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? ApprovedBy { get; init; }

    public IReadOnlyList<PolicyFact> Facts => JsonSerializer.Deserialize<List<PolicyFact>>(FactsJson, Json) ?? [];

    /// <summary>Whether the texts are as they were published.</summary>
    public bool IsGenuine => HashOf(TextTr) == HashTr && HashOf(TextEn) == HashEn;

    public string Text(string language) => language == "tr" ? TextTr : TextEn;

    public PolicyEntry ToEntry() =>
        new(Id, Kind, Number, PublishedAt, EffectiveAt, Significance, SummaryTr, SummaryEn, HashTr, HashEn, InventoryHash);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal sealed class Table : IEntityTypeConfiguration<PolicyVersion>
    {
        public void Configure(EntityTypeBuilder<PolicyVersion> version)
        {
            version.ToTable("policy_versions");
            version.Property(v => v.Id).ValueGeneratedNever();
            version.Property(v => v.Number).HasMaxLength(16);
            version.Property(v => v.HashTr).HasMaxLength(64);
            version.Property(v => v.HashEn).HasMaxLength(64);
            version.Property(v => v.InventoryHash).HasMaxLength(64);
            version.Property(v => v.SummaryTr).HasMaxLength(SummaryLength);
            version.Property(v => v.SummaryEn).HasMaxLength(SummaryLength);
            version.Property(v => v.Reason).HasMaxLength(ReasonLength);
            version.Ignore(v => v.Facts);
            version.Ignore(v => v.IsGenuine);
            version.HasIndex(v => new { v.Kind, v.Number }).IsUnique();
            version.HasIndex(v => v.EffectiveAt);
        }
    }
}

internal static class PolicyVersionSet
{
    extension(PortalDb db)
    {
        public DbSet<PolicyVersion> PolicyVersions => db.Set<PolicyVersion>();
    }
}
