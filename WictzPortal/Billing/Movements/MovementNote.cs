using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>What a movement is called beyond its kind, in both languages.</summary>
public sealed record MovementText(string Tr, string En)
{
    public const int Length = 200;

    /// <summary>In the language of the page.</summary>
    public string Text => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr" ? Tr : En;
}

/// <summary>The words beside a ledger entry that its customer reads. Written with the entry and never changed.</summary>
internal sealed class MovementNote
{
    private MovementNote() { }

    public MovementNote(string key, long accountNumber, MovementText text, DateTimeOffset at) =>
        (Key, AccountNumber, TextTr, TextEn, At) = (key, accountNumber, text.Tr, text.En, at);

    /// <summary>The entry's idempotency key.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Key { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string TextTr { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string TextEn { get; private init; } = "";

    /// <summary>The entry's time; null on notes written before it was kept, whose time is not known.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset? At { get; private init; }

    public MovementText ToText() => new(TextTr, TextEn);

    internal sealed class Table : IEntityTypeConfiguration<MovementNote>
    {
        public void Configure(EntityTypeBuilder<MovementNote> note)
        {
            note.ToTable("movement_notes");
            note.HasKey(n => n.Key);
            note.Property(n => n.Key).HasMaxLength(100);
            note.Property(n => n.TextTr).HasMaxLength(MovementText.Length);
            note.Property(n => n.TextEn).HasMaxLength(MovementText.Length);
            note.HasIndex(n => n.AccountNumber);
        }
    }
}

internal static class MovementNoteSet
{
    extension(PortalDb db)
    {
        public DbSet<MovementNote> MovementNotes => db.Set<MovementNote>();
    }
}
