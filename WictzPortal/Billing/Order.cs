using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>What is bought. Numbers are stored: they never change.</summary>
public enum OrderKind : byte
{
    TopUp = 1,
    Plan = 2,
}

/// <summary>Numbers are stored: they never change.</summary>
public enum OrderState : byte
{
    Open = 1,
    Paid = 2,

    /// <summary>Nobody paid in time. A payment that comes nevertheless is taken.</summary>
    Lapsed = 3,
    Canceled = 4,

    /// <summary>The buyer is under 18: nothing is paid before an adult agrees.</summary>
    AwaitsAdult = 5,
}

/// <summary>What a customer wants to buy, at the price and under the tax rules of the moment it was made.</summary>
internal sealed class Order
{
    private Order() { }

    /// <summary>Chosen by the page that makes it, so that a double click makes one order.</summary>
    [NotPersonal("random id of an order")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.Contract, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Access)]
    public Guid BuyerId { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public OrderKind Kind { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public OrderState State { get; private set; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long NetKurus { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long VatKurus { get; private init; }

    [NotPersonal("a rate of tax")]
    public int VatPercent { get; private init; }

    [NotPersonal("a rule of tax")]
    public TaxPoint TaxPoint { get; private init; }

    /// <summary>The version of the plan that is bought.</summary>
    [NotPersonal("id of a price")]
    public Guid? PlanVersionId { get; private init; }

    /// <summary>What the invoice calls it, in Turkish.</summary>
    [NotPersonal("what is sold")]
    public string TitleTr { get; private init; } = "";

    [NotPersonal("what is sold")]
    public string TitleEn { get; private init; } = "";

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset CreatedAt { get; private init; }

    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public DateTimeOffset? PaidAt { get; private set; }

    /// <param name="needsAdult">Whether the buyer is under 18.</param>
    public static Order Of(NewOrder order, bool needsAdult, TaxPoint taxPoint, int vatPercent, DateTimeOffset now)
    {
        var amount = VatSplit.OfNet(order.NetKurus, vatPercent);
        return new Order
        {
            Id = order.Id,
            AccountId = order.AccountId,
            AccountNumber = order.AccountNumber,
            BuyerId = order.BuyerId,
            Kind = order.PlanVersionId is null ? OrderKind.TopUp : OrderKind.Plan,
            State = needsAdult ? OrderState.AwaitsAdult : OrderState.Open,
            NetKurus = amount.NetKurus,
            VatKurus = amount.VatKurus,
            VatPercent = vatPercent,
            TaxPoint = taxPoint,
            PlanVersionId = order.PlanVersionId,
            TitleTr = order.TitleTr,
            TitleEn = order.TitleEn,
            CreatedAt = now,
        };
    }

    /// <returns>False when it was paid or canceled before: the money is the customer's, and buys nothing.</returns>
    public bool Pay(DateTimeOffset now)
    {
        if (State is not (OrderState.Open or OrderState.Lapsed))
        {
            return false;
        }

        (State, PaidAt) = (OrderState.Paid, now);
        return true;
    }

    /// <summary>An adult has answered.</summary>
    public void Answer(bool agreed)
    {
        if (State == OrderState.AwaitsAdult)
        {
            State = agreed ? OrderState.Open : OrderState.Canceled;
        }
    }

    /// <summary>Nobody has paid in time, or answered for a buyer under 18.</summary>
    public void Lapse() => State = State switch
    {
        OrderState.Open => OrderState.Lapsed,
        OrderState.AwaitsAdult => OrderState.Canceled,
        var settled => settled,
    };

    public OrderFacts ToFacts() => new(
        Id, AccountId, AccountNumber, BuyerId, Kind, State, new VatSplit(NetKurus, VatKurus), VatPercent, TaxPoint, PlanVersionId, TitleTr, TitleEn,
        CreatedAt, PaidAt);

    internal sealed class Table : IEntityTypeConfiguration<Order>
    {
        public void Configure(EntityTypeBuilder<Order> order)
        {
            order.ToTable("orders");
            order.Property(o => o.Id).ValueGeneratedNever();
            order.Property(o => o.TitleTr).HasMaxLength(NewOrder.TitleLength);
            order.Property(o => o.TitleEn).HasMaxLength(NewOrder.TitleLength);
            order.HasIndex(o => o.AccountId);
        }
    }
}

/// <summary>An order to be made.</summary>
/// <param name="Id">Chosen by the page, once.</param>
/// <param name="NetKurus">Without tax.</param>
/// <param name="PlanVersionId">Null for a top-up.</param>
internal sealed record NewOrder(
    Guid Id, Guid AccountId, long AccountNumber, Guid BuyerId, long NetKurus, Guid? PlanVersionId, string TitleTr, string TitleEn)
{
    public const int TitleLength = 200;
}

/// <summary>An order, as other folders see it.</summary>
public sealed record OrderFacts(
    Guid Id, Guid AccountId, long AccountNumber, Guid BuyerId, OrderKind Kind, OrderState State, VatSplit Amount, int VatPercent, TaxPoint TaxPoint,
    Guid? PlanVersionId, string TitleTr, string TitleEn, DateTimeOffset CreatedAt, DateTimeOffset? PaidAt)
{
    /// <summary>Whether a payment may be begun. One that comes nevertheless is taken.</summary>
    public bool MayBePaid => State == OrderState.Open;

    /// <summary>In the language of the page.</summary>
    public string Title => System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "tr" ? TitleTr : TitleEn;
}

internal static class OrderSet
{
    extension(PortalDb db)
    {
        public DbSet<Order> Orders => db.Set<Order>();
    }
}
