using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Numbers are stored: they never change.</summary>
public enum AttemptState : byte
{
    /// <summary>PayTR has not given a payment page for it.</summary>
    Created = 1,
    AwaitingBuyer = 2,
    Paid = 3,
    Failed = 4,

    /// <summary>Its page closed unpaid. A success that comes late is taken all the same.</summary>
    Expired = 5,
}

/// <summary>
/// One try to pay an order, with a number of its own at PayTR. What is credited, and to whom, comes from this row alone.
/// </summary>
internal sealed class PaymentAttempt
{
    public const int OidLength = 64;
    public const int ReferenceLength = 32;
    public const int RefusalLength = 200;

    /// <summary>When PayTR is asked about an attempt of which no callback came, counted from its beginning.</summary>
    private static readonly TimeSpan[] Inquiries =
        [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(35), TimeSpan.FromHours(2), TimeSpan.FromHours(24)];

    private PaymentAttempt() { }

    /// <summary>The payment's id in the books.</summary>
    [NotPersonal("random id of a payment")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>PayTR's <c>merchant_oid</c>: letters and digits, random, never used again.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public string Oid { get; private init; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Names the attempt in the address of its result page, which works without signing in.</summary>
    [NotPersonal("random name of a page that shows nothing about a person")]
    public string Reference { get; private init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid OrderId { get; private init; }

    /// <summary>Which try of its order this is, from 1: two clicks at once make one.</summary>
    [NotPersonal("a count")]
    public int Number { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid BuyerId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public PaymentMethod Method { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    [NotPersonal("a rate of tax")]
    public int VatPercent { get; private init; }

    [NotPersonal("a rule of tax")]
    public TaxPoint TaxPoint { get; private init; }

    [NotPersonal("whether the shop was in test mode")]
    public bool IsTest { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public AttemptState State { get; private set; } = AttemptState.Created;

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset CreatedAt { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What PayTR took from the buyer; more than was asked for where somebody charged interest.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long? TakenKurus { get; private set; }

    /// <summary>Opens the payment page while the buyer is awaited; kept no longer.</summary>
    [NotPersonal("a secret of the payment page, sealed under a key of the portal's own")]
    public Sealed? PageToken { get; private set; }

    /// <summary>PayTR's <c>failed_reason_code</c>. It is not signed: to be shown, never to be acted on.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public int? FailureCode { get; private set; }

    /// <summary>Why PayTR gave no payment page, in its words; for staff.</summary>
    [NotPersonal("what was wrong with a request of the portal's own")]
    public string? Refusal { get; private set; }

    /// <summary>When PayTR is asked about it next; null when there is nothing more to ask.</summary>
    [NotPersonal("when a job is due")]
    public DateTimeOffset? NextInquiryAt { get; private set; }

    [NotPersonal("a count")]
    public int InquiriesMade { get; private set; }

    public VatSplit Amount => new(NetKurus, VatKurus);

    public static PaymentAttempt Of(OrderFacts order, int number, PaymentMethod method, bool isTest, DateTimeOffset now) => new()
    {
        OrderId = order.Id,
        Number = number,
        AccountId = order.AccountId,
        AccountNumber = order.AccountNumber,
        BuyerId = order.BuyerId,
        Method = method,
        NetKurus = order.Amount.NetKurus,
        VatKurus = order.Amount.VatKurus,
        VatPercent = order.VatPercent,
        TaxPoint = order.TaxPoint,
        IsTest = isTest,
        CreatedAt = now,
        NextInquiryAt = now + Inquiries[0],
    };

    /// <summary>Whether its payment page can still be shown: not in the last minutes, in which nobody could finish.</summary>
    public bool IsOpenAt(DateTimeOffset now) => State switch
    {
        AttemptState.Created => now < CreatedAt + TimeSpan.FromSeconds(25),      // PayTR is being asked right now
        AttemptState.AwaitingBuyer => now < CreatedAt + TokenRequest.Lifetime - TimeSpan.FromMinutes(5),
        _ => false,
    };

    public void Await(Sealed pageToken)
    {
        if (State is AttemptState.Created)
        {
            (State, PageToken) = (AttemptState.AwaitingBuyer, pageToken);
        }
    }

    /// <summary>PayTR gave no payment page: nobody can pay this one.</summary>
    public void Refuse(string? words, DateTimeOffset now)
    {
        if (State is AttemptState.Created)
        {
            (State, DecidedAt, Refusal, NextInquiryAt) = (AttemptState.Failed, now, words, null);
        }
    }

    public void Pay(long takenKurus, DateTimeOffset now) =>
        (State, DecidedAt, TakenKurus, PageToken, NextInquiryAt, FailureCode) = (AttemptState.Paid, now, takenKurus, null, null, null);

    /// <summary>A later success is still looked into.</summary>
    public void Fail(int? code, DateTimeOffset now) =>
        (State, DecidedAt, FailureCode, PageToken, NextInquiryAt) = (AttemptState.Failed, now, code, null, null);

    /// <summary>Has PayTR asked at the next run of the job.</summary>
    public void AskNow(DateTimeOffset now) => NextInquiryAt = now;

    /// <summary>PayTR was asked and knows of no payment, or did not answer.</summary>
    public void Asked(bool isAnswered, DateTimeOffset now)
    {
        InquiriesMade++;
        var next = Inquiries.FirstOrDefault(after => CreatedAt + after > now);
        NextInquiryAt = next > TimeSpan.Zero ? CreatedAt + next : isAnswered || now > CreatedAt + TimeSpan.FromDays(7) ? null : now + TimeSpan.FromHours(1);
        if (isAnswered && State is AttemptState.Created or AttemptState.AwaitingBuyer && now >= CreatedAt + Inquiries[2])
        {
            (State, DecidedAt, PageToken) = (AttemptState.Expired, now, null);
        }
    }

    internal sealed class Table : IEntityTypeConfiguration<PaymentAttempt>
    {
        public void Configure(EntityTypeBuilder<PaymentAttempt> attempt)
        {
            attempt.ToTable("payment_attempts");
            attempt.Property(a => a.Oid).HasMaxLength(OidLength);
            attempt.Property(a => a.Reference).HasMaxLength(ReferenceLength);
            attempt.Property(a => a.Refusal).HasMaxLength(RefusalLength);
            attempt.Ignore(a => a.Amount);
            attempt.HasIndex(a => a.Oid).IsUnique();
            attempt.HasIndex(a => a.Reference).IsUnique();
            attempt.HasIndex(a => new { a.OrderId, a.Number }).IsUnique();
            attempt.HasIndex(a => a.AccountId);
            attempt.HasIndex(a => a.NextInquiryAt);
            attempt.HasIndex(a => a.DecidedAt);
        }
    }
}
