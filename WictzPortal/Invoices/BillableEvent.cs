using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Billing;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>What happened. Numbers are stored: they never change.</summary>
public enum BillableKind : byte
{
    Payment = 1,
    Plan = 2,

    /// <summary>A month's use of the wallet.</summary>
    Usage = 3,
    Refund = 4,

    /// <summary>A correction by staff, before or without a refund.</summary>
    Credit = 5,

    /// <summary>Advances that events of earlier years, deleted since, have left to be invoiced.</summary>
    CarriedForward = 6,
}

/// <summary>Why an event has no document yet. Numbers are stored: they never change.</summary>
public enum WaitsFor : byte
{
    Nothing = 0,

    /// <summary>The billing identity is missing, or lacks what a legal document needs.</summary>
    Buyer = 1,

    /// <summary>The clock reads earlier than the series' last document.</summary>
    Clock = 2,

    /// <summary>The document to be corrected has not been issued yet.</summary>
    Original = 3,

    /// <summary>Staff choose the kind of correction.</summary>
    Staff = 4,

    /// <summary>More was given back than the original bears.</summary>
    Amounts = 5,

    /// <summary>A tax of 0 needs its exemption in the settings.</summary>
    Exemption = 6,
}

/// <summary>
/// Something that is to be invoiced, written in the transaction it happened in. It is closed by the document it led to, or by the
/// finding that there is nothing to invoice.
/// </summary>
internal sealed class BillableEvent
{
    public const int KeyLength = 60;
    private BillableEvent() { }

    [NotPersonal("random id of an event")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>Makes a repeated event impossible.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string Key { get; private init; } = "";

    [NotPersonal("one of a closed list")]
    public BillableKind Kind { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    /// <summary>When it was performed: the seven days run from here (VUK 231/5).</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset PerformedAt { get; private init; }

    [NotPersonal("a rule of tax")]
    public TaxPoint TaxPoint { get; private init; }

    [NotPersonal("what is sold")]
    public string TitleTr { get; private init; } = "";

    [NotPersonal("what is sold")]
    public string TitleEn { get; private init; } = "";

    /// <summary>What happened; for usage, before it is known how much of it is invoiced.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    [NotPersonal("a rate of tax")]
    public int VatPercent { get; private init; }

    /// <summary>What the wallet paid in the month itself, and of earlier months after they were invoiced. Usage only.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Money MonthUse { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Money LateUse { get; private init; }

    [NotPersonal("id of an order")]
    public Guid? OrderId { get; private init; }

    [NotPersonal("id of a payment")]
    public Guid? PaymentId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public string? Reference { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public PaymentMethod? Method { get; private init; }

    /// <summary>Whether no real money moved: such a document is never a fiscal one.</summary>
    [NotPersonal("whether the payment provider was in test mode")]
    public bool IsTest { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateOnly? FromOn { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateOnly? UntilOn { get; private init; }

    [NotPersonal("why there is no document yet")]
    public WaitsFor WaitsFor { get; private set; }

    [NotPersonal("time of a program's next attempt")]
    public DateTimeOffset NextTryAt { get; private set; }

    [NotPersonal("when the event was dealt with")]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset? ClosedAt { get; private set; }

    [NotPersonal("id of a document")]
    public Guid? DocumentId { get; private set; }

    /// <summary>The correction that belongs to a refund; money and document are two steps, and either may come first.</summary>
    [NotPersonal("id of a correction")]
    public Guid? CorrectionId { get; private set; }

    /// <summary>How many documents were issued for it: one, and one more for each that was voided.</summary>
    [NotPersonal("a count")]
    public int Editions { get; private set; }

    /// <summary>What of it was invoiced under <see cref="TaxPoint.Consumption"/>; the rest was money invoiced when it was paid.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public long BilledNetKurus { get; private set; }

    public VatSplit Amount => new(NetKurus, VatKurus);

    public static BillableEvent OfPayment(OrderPaid paid) => new()
    {
        Key = $"payment/{paid.Payment.Id:N}", Kind = BillableKind.Payment,
        AccountId = paid.Order.AccountId, AccountNumber = paid.Order.AccountNumber, PerformedAt = paid.Payment.At, TaxPoint = paid.Order.TaxPoint,
        TitleTr = paid.IsSurplus ? "Cüzdan bakiyesi (fazla ödeme)" : paid.Order.TitleTr,
        TitleEn = paid.IsSurplus ? "Wallet credit (paid once more)" : paid.Order.TitleEn,
        NetKurus = paid.Order.Amount.NetKurus, VatKurus = paid.Order.Amount.VatKurus, VatPercent = paid.Order.VatPercent,
        OrderId = paid.Order.Id, PaymentId = paid.Payment.Id, Reference = paid.Payment.Reference, Method = paid.Payment.Method,
        IsTest = paid.Payment.IsTest, NextTryAt = paid.Payment.At,
    };

    public static BillableEvent OfPlan(PlanBought bought, int vatPercent) => new()
    {
        Key = $"plan/{bought.PurchaseId:N}", Kind = BillableKind.Plan, AccountId = bought.AccountId, AccountNumber = bought.AccountNumber,
        PerformedAt = bought.At, TaxPoint = TaxPoint.Consumption, TitleTr = bought.TitleTr, TitleEn = bought.TitleEn, NetKurus = bought.NetKurus,
        VatPercent = vatPercent, OrderId = bought.OrderId, FromOn = IstanbulTime.DayOf(bought.From),
        UntilOn = IstanbulTime.DayOf(bought.Until - TimeSpan.FromTicks(1)), NextTryAt = bought.At,
    };

    public static BillableEvent OfRefund(PaymentRefunded refund, BillableEvent? payment) => new()
    {
        Key = $"refund/{refund.RefundId:N}", Kind = BillableKind.Refund, AccountId = refund.AccountId, AccountNumber = refund.AccountNumber,
        PerformedAt = refund.At, TaxPoint = payment?.TaxPoint ?? TaxPoint.Payment, TitleTr = payment?.TitleTr ?? "", TitleEn = payment?.TitleEn ?? "",
        NetKurus = refund.Amount.NetKurus, VatKurus = refund.Amount.VatKurus, VatPercent = payment?.VatPercent ?? 0, OrderId = refund.OrderId,
        PaymentId = refund.PaymentId, Reference = payment?.Reference, Method = payment?.Method, IsTest = payment?.IsTest ?? false, NextTryAt = refund.At,
    };

    /// <param name="month">Its first day; the event is performed when the month is over.</param>
    public static BillableEvent OfUsage(Guid accountId, long accountNumber, DateOnly month, Money monthUse, Money lateUse, int vatPercent)
    {
        var performed = IstanbulTime.StartOf(month.AddMonths(1));
        return new BillableEvent
        {
            Key = $"usage/{accountNumber}/{month:yyyy-MM}", Kind = BillableKind.Usage, AccountId = accountId, AccountNumber = accountNumber,
            PerformedAt = performed, TaxPoint = TaxPoint.Consumption, TitleTr = "Yapay zekâ modeli kullanımı", TitleEn = "Use of AI models",
            NetKurus = KurusOf(monthUse.Micros + lateUse.Micros), VatPercent = vatPercent, MonthUse = monthUse, LateUse = lateUse,
            FromOn = month, UntilOn = month.AddMonths(1).AddDays(-1), NextTryAt = performed,
        };
    }

    /// <summary>Staff correct a document; the event is what their document is for.</summary>
    public static BillableEvent OfCredit(BillableEvent original, Guid id, VatSplit amount, DateTimeOffset now) => new()
    {
        Key = $"credit/{id:N}", Kind = BillableKind.Credit, AccountId = original.AccountId, AccountNumber = original.AccountNumber, PerformedAt = now,
        TaxPoint = original.TaxPoint, TitleTr = original.TitleTr, TitleEn = original.TitleEn, NetKurus = amount.NetKurus, VatKurus = amount.VatKurus,
        VatPercent = original.VatPercent, OrderId = original.OrderId, IsTest = original.IsTest, NextTryAt = now,
    };

    /// <param name="before">The beginning of the first year whose events are kept.</param>
    public static BillableEvent OfEarlierYears(Guid accountId, long accountNumber, long leftNetKurus, DateTimeOffset before)
    {
        var id = Guid.CreateVersion7();
        return new BillableEvent
        {
            Id = id, Key = $"carried/{IstanbulYear.Of(before)}/{id:N}", Kind = BillableKind.CarriedForward, AccountId = accountId,
            AccountNumber = accountNumber, PerformedAt = before, TaxPoint = TaxPoint.Consumption, NetKurus = leftNetKurus, NextTryAt = before, ClosedAt = before,
        };
    }

    /// <summary>Half a kuruş and more is rounded up (Law 5083 art. 2).</summary>
    public static long KurusOf(long micros) => micros <= 0 ? 0 : (micros + 500_000) / 1_000_000;

    public void Wait(WaitsFor what, DateTimeOffset nextTryAt) => (WaitsFor, NextTryAt) = (what, nextTryAt);

    public void Close(Guid? documentId, long billedNetKurus, DateTimeOffset now)
    {
        (WaitsFor, DocumentId, BilledNetKurus, ClosedAt) = (WaitsFor.Nothing, documentId, billedNetKurus, now);
        Editions += documentId is null ? 0 : 1;
    }

    /// <summary>A refund has its correction: one issued for it, or one that staff had made before.</summary>
    public void CloseWith(Correction correction, bool isNew, DateTimeOffset now)
    {
        var editions = Editions;
        Close(correction.DocumentId, 0, now);
        (CorrectionId, Editions) = (correction.Id, isNew ? Editions : editions);
    }

    /// <summary>Its document has been voided: it is to be issued anew.</summary>
    public void Reopen(DateTimeOffset now) => (DocumentId, ClosedAt, NextTryAt) = (null, null, now);

    internal sealed class Table : IEntityTypeConfiguration<BillableEvent>
    {
        public void Configure(EntityTypeBuilder<BillableEvent> happened)
        {
            happened.ToTable("invoice_events");
            happened.Ignore(e => e.Amount);
            happened.Property(e => e.Key).HasMaxLength(KeyLength);
            happened.Property(e => e.TitleTr).HasMaxLength(200);
            happened.Property(e => e.TitleEn).HasMaxLength(200);
            happened.Property(e => e.Reference).HasMaxLength(80);
            happened.HasIndex(e => e.Key).IsUnique();
            happened.HasIndex(e => new { e.ClosedAt, e.NextTryAt });
            happened.HasIndex(e => new { e.AccountNumber, e.Kind });
            happened.HasIndex(e => e.PaymentId);
            happened.HasIndex(e => e.CorrectionId).IsUnique();
        }
    }
}
