using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Numbers are stored: they never change.</summary>
public enum RefundState : byte
{
    /// <summary>One member of staff asked; a second one has not decided.</summary>
    Asked = 1,

    /// <summary>Taken from the wallet, and stored before PayTR was called.</summary>
    Sending = 2,

    /// <summary>Whether PayTR did it is not known. It is never sent again.</summary>
    Unknown = 3,
    Paid = 4,

    /// <summary>PayTR did not do it; the wallet has its money back.</summary>
    Refused = 5,

    /// <summary>Staff decided against it.</summary>
    Rejected = 6,
}

/// <summary>Money that goes back to a customer: asked for by one member of staff, approved by another.</summary>
internal sealed class Refund
{
    public const int ReasonLength = 500;
    public const int ReferenceLength = 32;

    /// <summary>So long after sending, PayTR's report of that day is complete.</summary>
    public static readonly TimeSpan ReportedAfter = TimeSpan.FromHours(36);

    private Refund() { }

    public Refund(PaymentAttempt attempt, VatSplit amount, string reason, Guid askedBy, DateTimeOffset now)
    {
        (Id, AttemptId, OrderId, AccountId, AccountNumber) = (Guid.CreateVersion7(), attempt.Id, attempt.OrderId, attempt.AccountId, attempt.AccountNumber);
        (NetKurus, VatKurus, Reason, AskedBy, AskedAt) = (amount.NetKurus, amount.VatKurus, reason, askedBy, now);
    }

    [NotPersonal("random id of a refund")]
    public Guid Id { get; private init; }

    /// <summary>Letters and digits; PayTR repeats it in its inquiry.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Reference { get; private init; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    [NotPersonal("id of a payment")]
    public Guid AttemptId { get; private init; }

    [NotPersonal("id of an order")]
    public Guid OrderId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public RefundState State { get; private set; } = RefundState.Asked;

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Reason { get; private init; } = "";

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid AskedBy { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Who approved or rejected it: never who asked.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid? JudgedBy { get; private set; }

    /// <summary>When it was approved, and with that sent.</summary>
    [NotPersonal("when a refund was sent")]
    public DateTimeOffset? SentAt { get; private set; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>PayTR's <c>err_no</c>.</summary>
    [NotPersonal("a code of PayTR's list")]
    public string? RefusalCode { get; private set; }

    /// <summary>When PayTR is asked next what became of it.</summary>
    [NotPersonal("when a job is due")]
    public DateTimeOffset? NextLookAt { get; private set; }

    public VatSplit Amount => new(NetKurus, VatKurus);

    /// <summary>Whether it holds, or has taken, a part of its payment.</summary>
    public bool Counts => State is not (RefundState.Refused or RefundState.Rejected);

    /// <summary>What is stored before the one call to PayTR; a crash from then on leaves it to be looked into.</summary>
    public void Send(Guid by, DateTimeOffset now) => (State, JudgedBy, SentAt, NextLookAt) = (RefundState.Sending, by, now, now + TimeSpan.FromMinutes(5));

    public void Reject(Guid by, DateTimeOffset now) => (State, JudgedBy, EndedAt) = (RefundState.Rejected, by, now);

    public void End(RefundState state, string? code, DateTimeOffset now) => (State, RefusalCode, EndedAt, NextLookAt) = (state, code, now, null);

    /// <summary>Nobody knows yet: looked into after minutes first, then every hour.</summary>
    public void Lose(DateTimeOffset now) =>
        (State, NextLookAt) = (RefundState.Unknown, now + (now - SentAt < TimeSpan.FromHours(1) ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(1)));

    internal sealed class Table : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> refund)
        {
            refund.ToTable("refunds");
            refund.Property(r => r.Reference).HasMaxLength(ReferenceLength);
            refund.Property(r => r.Reason).HasMaxLength(ReasonLength);
            refund.Property(r => r.RefusalCode).HasMaxLength(3);
            refund.Ignore(r => r.Amount);
            refund.Ignore(r => r.Counts);
            refund.HasIndex(r => r.Reference).IsUnique();
            refund.HasIndex(r => r.AttemptId);
            refund.HasIndex(r => r.NextLookAt);
            refund.HasIndex(r => r.SentAt);
        }
    }
}
