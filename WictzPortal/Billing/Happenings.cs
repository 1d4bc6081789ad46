using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>How a customer paid. Numbers are stored: they never change.</summary>
public enum PaymentMethod : byte
{
    Card = 1,
    Eft = 2,
}

/// <summary>A payment that has come in.</summary>
/// <param name="Reference">The payment provider's number of it.</param>
/// <param name="IsTest">Whether no real money moved.</param>
public sealed record PaymentFacts(Guid Id, string Reference, PaymentMethod Method, DateTimeOffset At, bool IsTest);

/// <summary>An order has been paid; heard in the payment's own transaction.</summary>
/// <param name="IsSurplus">Whether the order had been paid or canceled before: the money stays in the wallet.</param>
public sealed record OrderPaid(OrderFacts Order, PaymentFacts Payment, bool IsSurplus);

/// <summary>A plan's period has been bought from the wallet; heard in the purchase's own transaction.</summary>
/// <param name="OrderId">The order whose payment bought it; null when it was bought from credit.</param>
public sealed record PlanBought(
    Guid PurchaseId, Guid AccountId, long AccountNumber, string TitleTr, string TitleEn, DateTimeOffset From, DateTimeOffset Until, long NetKurus,
    Guid? OrderId, DateTimeOffset At);

/// <summary>Money has gone back to a customer; heard in the refund's own transaction.</summary>
public sealed record PaymentRefunded(
    Guid RefundId, Guid PaymentId, Guid OrderId, Guid AccountId, long AccountNumber, VatSplit Amount, DateTimeOffset At);
