using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>How a document is corrected; Turkish practice knows no free credit note. Numbers are stored: they never change.</summary>
public enum CorrectionKind : byte
{
    /// <summary>Canceled, at an integrator within eight days; it keeps its number, and the event is issued anew.</summary>
    Void = 1,

    /// <summary>Our credit note; where documents are for information.</summary>
    CreditNote = 2,

    /// <summary>Gider pusulası: to a consumer.</summary>
    ExpenseVoucher = 3,

    /// <summary>The buyer, a business, has issued a return invoice (IADE) to us.</summary>
    BuyerReturn = 4,

    /// <summary>The buyer has issued a price-difference invoice to us.</summary>
    PriceDifference = 5,

    /// <summary>An advance was paid back: no invoice is corrected.</summary>
    AdvanceRepayment = 6,
}

/// <summary>One correction of a document. The document itself stays as it is.</summary>
internal sealed class Correction
{
    public const int ReasonLength = 300;
    public const int ForeignNumberLength = 40;
    private Correction() { }

    public Correction(IssuedDocument original, CorrectionKind kind, string reason, Guid? staffId, DateTimeOffset now) =>
        (OriginalId, Kind, Reason, StaffId, At) = (original.Id, kind, reason, staffId, now);

    [NotPersonal("random id of a correction")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("id of a document")]
    [PartOf(typeof(IssuedDocument))]
    public Guid OriginalId { get; private init; }

    [NotPersonal("one of a closed list")]
    public CorrectionKind Kind { get; private init; }

    /// <summary>Our own document, where we issue one.</summary>
    [NotPersonal("id of a document")]
    public Guid? DocumentId { get; init; }

    /// <summary>The number of the buyer's document, where the buyer issues it.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string? ForeignNumber { get; init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateOnly? ForeignOn { get; init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Reason { get; private init; } = "";

    /// <summary>Who chose it; null for the job.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? StaffId { get; private init; }

    [NotPersonal("time of a correction")]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<Correction>
    {
        public void Configure(EntityTypeBuilder<Correction> correction)
        {
            correction.ToTable("invoice_corrections");
            correction.Property(c => c.Reason).HasMaxLength(ReasonLength);
            correction.Property(c => c.ForeignNumber).HasMaxLength(ForeignNumberLength);
            correction.HasIndex(c => c.OriginalId);
        }
    }
}

/// <summary>What a correction takes of one line of the original.</summary>
internal sealed class CorrectedLine
{
    private CorrectedLine() { }

    public CorrectedLine(Correction correction, int line, VatSplit amount) =>
        (CorrectionId, OriginalId, Line, NetKurus, VatKurus) = (correction.Id, correction.OriginalId, line, amount.NetKurus, amount.VatKurus);

    [NotPersonal("id of a correction")]
    [PartOf(typeof(Correction))]
    public Guid CorrectionId { get; private init; }

    [NotPersonal("the line within its document")]
    public int Line { get; private init; }

    [NotPersonal("id of a document")]
    public Guid OriginalId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<CorrectedLine>
    {
        public void Configure(EntityTypeBuilder<CorrectedLine> line)
        {
            line.ToTable("invoice_corrected_lines");
            line.HasKey(l => new { l.CorrectionId, l.Line });
            line.HasIndex(l => l.OriginalId);
        }
    }
}
