using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>What a callback did. Numbers are stored: they never change.</summary>
public enum CallbackEffect : byte
{
    /// <summary>It told nothing new.</summary>
    None = 1,
    Paid = 2,
    Failed = 3,
    Quarantined = 4,
}

/// <summary>An authentic callback of PayTR about an attempt of ours, kept once however often it came.</summary>
internal sealed class PaymentCallback
{
    private PaymentCallback() { }

    public PaymentCallback(PaytrCallback callback, Guid attemptId, DateTimeOffset now)
    {
        (Id, Oid, Status, TotalAmount, AttemptId, ReceivedAt) = (Guid.CreateVersion7(), callback.Oid, callback.Status, callback.TotalAmount, attemptId, now);
        (InstallmentCount, FailureCode) = (callback.InstallmentCount, callback.FailureCode);
    }

    [NotPersonal("random id of a callback")]
    public Guid Id { get; private init; }

    [NotPersonal("id of a payment")]
    [PartOf(typeof(PaymentAttempt))]
    public Guid AttemptId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Oid { get; private init; } = "";

    [NotPersonal("success or failed")]
    public string Status { get; private init; } = "";

    /// <summary>Kuruş, as received.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string TotalAmount { get; private init; } = "";

    /// <summary>Not signed: to be shown, never to be acted on.</summary>
    [NotPersonal("how a payment was split, as its provider tells")]
    public int? InstallmentCount { get; private init; }

    /// <inheritdoc cref="InstallmentCount"/>
    [NotPersonal("why a payment failed, one of a list")]
    public int? FailureCode { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset ReceivedAt { get; private init; }

    [NotPersonal("what came of it, one of a closed list")]
    public CallbackEffect Effect { get; set; } = CallbackEffect.None;

    internal sealed class Table : IEntityTypeConfiguration<PaymentCallback>
    {
        public void Configure(EntityTypeBuilder<PaymentCallback> callback)
        {
            callback.ToTable("payment_callbacks");
            callback.Property(c => c.Oid).HasMaxLength(PaymentAttempt.OidLength);
            callback.Property(c => c.Status).HasMaxLength(PaytrCallback.FieldLength);
            callback.Property(c => c.TotalAmount).HasMaxLength(PaytrCallback.FieldLength);
            callback.HasIndex(c => new { c.Oid, c.Status, c.TotalAmount }).IsUnique();
            callback.HasIndex(c => c.AttemptId);
        }
    }
}
