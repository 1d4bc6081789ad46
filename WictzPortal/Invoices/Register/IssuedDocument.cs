using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>
/// A row of the register: a document that has been issued. It is never changed. What it says of a person is sealed under a key per year
/// of issue, which outlives the customer's own key (R-BIL10Y) and is destroyed when the years are over.
/// </summary>
internal sealed class IssuedDocument
{
    private IssuedDocument() { }

    [NotPersonal("random id of a document")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of an event")]
    public Guid EventId { get; private init; }

    [NotPersonal("a count")]
    public int Edition { get; private init; }

    [NotPersonal("one of a closed list")]
    public DocumentKind Kind { get; private init; }

    [NotPersonal("a setting at that time")]
    public FiscalMode Mode { get; private init; }

    [NotPersonal("letters of a series")]
    public string Prefix { get; private init; } = "";

    [NotPersonal("a year")]
    public int Year { get; private init; }

    [NotPersonal("the number within its series")]
    public int Sequence { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Number { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid Ettn { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset IssuedAt { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    /// <summary>The document that this one corrects.</summary>
    [NotPersonal("id of a document")]
    public Guid? CorrectsId { get; private init; }

    [NotPersonal("language of a text")]
    public string Language { get; private init; } = "";

    /// <summary>All it says, as canonical JSON, sealed.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Sealed Snapshot { get; private init; }

    /// <summary>SHA-256 of the canonical JSON, which is salted.</summary>
    [NotPersonal("a salted hash")]
    public byte[] SnapshotHash { get; private init; } = [];

    /// <summary>Binds the row to the one before it in its series.</summary>
    [NotPersonal("a hash of salted hashes")]
    public byte[] ChainHash { get; private set; } = [];

    public VatSplit Amount => new(NetKurus, VatKurus);

    /// <summary>The use that the data key of a year's documents is named by.</summary>
    public static string KeyOf(int year) => $"invoices/{year}";

    public static IssuedDocument Of(BillableEvent happened, InvoiceDocument document, DrawnNumber drawn, Sealed snapshot, Guid? correctsId, byte[] snapshotHash)
    {
        var row = new IssuedDocument
        {
            EventId = happened.Id,
            Edition = happened.Editions + 1,
            Kind = document.Kind,
            Mode = document.Mode,
            Prefix = drawn.Series.Prefix,
            Year = drawn.Series.Year,
            Sequence = drawn.Sequence,
            Number = document.Number,
            Ettn = document.Ettn,
            IssuedAt = document.IssuedAt,
            AccountId = happened.AccountId,
            AccountNumber = happened.AccountNumber,
            NetKurus = document.Totals.NetKurus,
            VatKurus = document.Totals.VatKurus,
            CorrectsId = correctsId,
            Language = document.Language,
            Snapshot = snapshot,
            SnapshotHash = snapshotHash,
        };
        row.ChainHash = row.HashAfter(drawn.Series.LastHash);
        return row;
    }

    /// <summary>The hash of this row after the one before it.</summary>
    public byte[] HashAfter(byte[] before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(Encoding.ASCII.GetBytes(Number));
        Span<byte> number = stackalloc byte[8];
        foreach (var value in (ReadOnlySpan<long>)[IssuedAt.ToUnixTimeMilliseconds(), (long)Kind, AccountNumber, NetKurus, VatKurus])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            hash.AppendData(number);
        }

        hash.AppendData(SnapshotHash);
        return hash.GetHashAndReset();
    }

    internal sealed class Table : IEntityTypeConfiguration<IssuedDocument>
    {
        public void Configure(EntityTypeBuilder<IssuedDocument> document)
        {
            document.ToTable("invoice_documents");
            document.Ignore(d => d.Amount);
            document.Property(d => d.Prefix).HasMaxLength(3);
            document.Property(d => d.Number).HasMaxLength(16);
            document.Property(d => d.Language).HasMaxLength(2);
            document.HasIndex(d => new { d.Prefix, d.Year, d.Sequence }).IsUnique();
            document.HasIndex(d => d.Number).IsUnique();
            document.HasIndex(d => new { d.EventId, d.Edition }).IsUnique();
            document.HasIndex(d => new { d.AccountId, d.IssuedAt });
            document.HasIndex(d => d.CorrectsId);
        }
    }
}
