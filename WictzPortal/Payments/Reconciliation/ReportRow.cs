using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>A row of PayTR's transaction report: the third side of reconciliation, and what its fee is booked from.</summary>
[NoSubject("what the payment provider reports of a payment")]
internal sealed class ReportRow
{
    private ReportRow() { }

    /// <param name="occurrence">Which of several equal rows it is, from 0.</param>
    public ReportRow(ReportedRow row, int occurrence, DateTimeOffset now)
    {
        (Id, Oid, IsRefund, Kurus, FeeKurus, At) = (Guid.CreateVersion7(), row.Oid, row.IsRefund, row.Kurus, row.FeeKurus, row.At);
        (Currency, Occurrence, ReadAt) = (row.Currency, occurrence, now);
    }

    [NotPersonal("random id of a row")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Oid { get; private init; } = "";

    [NotPersonal("sale or refund")]
    public bool IsRefund { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public long Kurus { get; private init; }

    [NotPersonal("what PayTR keeps")]
    public long FeeKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    [NotPersonal("a currency")]
    public string Currency { get; private init; } = "";

    [NotPersonal("a count")]
    public int Occurrence { get; private init; }

    [NotPersonal("when a report was read")]
    public DateTimeOffset ReadAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<ReportRow>
    {
        public void Configure(EntityTypeBuilder<ReportRow> row)
        {
            row.ToTable("paytr_report_rows");
            row.Property(r => r.Oid).HasMaxLength(PaymentAttempt.OidLength);
            row.Property(r => r.Currency).HasMaxLength(8);
            row.HasIndex(r => new { r.Oid, r.IsRefund, r.Kurus, r.At, r.Occurrence }).IsUnique();
        }
    }
}
