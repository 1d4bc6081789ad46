using WictzPortal.Billing;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Who wants to pay what, how, and where from. The address is told to PayTR and not kept.</summary>
internal sealed record PayWish(Guid OrderId, Guid AccountId, PaymentMethod Method, PaytrBuyer Buyer)
{
    /// <summary><c>tr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public bool IsDark { get; init; }
}

/// <summary>Begins payments: an attempt of our own first, then PayTR's payment page for it.</summary>
internal sealed partial class Checkout(
    Orders orders, Attempts attempts, PaytrClient paytr, PaytrShop shop, PortalAddress address, ILogger<Checkout> log)
{
    private static readonly Failure NotFound = new(FailureKind.NotFound, "payments.no_order", "There is no such order.");

    private static readonly Failure Unreachable = new(
        FailureKind.Conflict, "payments.no_page", "The payment page could not be opened. Nothing was charged. Try again in a moment.");

    /// <returns>The number of the try to be shown.</returns>
    public async Task<Outcome<int>> StartAsync(PayWish wish, CancellationToken cancellationToken)
    {
        if (!shop.IsOpen || (wish.Method is PaymentMethod.Eft && !shop.TakesEft))
        {
            return new Failure(FailureKind.Conflict, "payments.closed", "Nothing can be paid here at the moment.");
        }

        if (await orders.FindAsync(wish.OrderId, cancellationToken) is not { } order || order.AccountId != wish.AccountId)
        {
            return NotFound;
        }

        if (order.State is not (OrderState.Open or OrderState.Lapsed))
        {
            return new Failure(FailureKind.Conflict, "payments.order_closed", "This order is paid or canceled.");
        }

        var (attempt, isNew) = await attempts.BeginAsync(order, wish.Method, cancellationToken);
        return isNew ? await OpenPageAsync(order, attempt, wish, cancellationToken) : attempt.Number;
    }

    private async Task<Outcome<int>> OpenPageAsync(OrderFacts order, PaymentAttempt attempt, PayWish wish, CancellationToken cancellationToken)
    {
        var title = wish.Language == "tr" ? order.TitleTr : order.TitleEn;
        var answer = await paytr.TokenAsync(
            new TokenRequest(
                attempt.Oid, attempt.Method, order.Amount.GrossKurus,
                [new(title, order.Amount.NetKurus), .. VatRow(order)], wish.Buyer)
            {
                ResultUrl = address.Of($"/billing/result/{attempt.Reference}"),
                Language = wish.Language,
                IsTest = attempt.IsTest,
                IsDark = wish.IsDark,
            },
            cancellationToken);
        switch (answer.End)
        {
            case PaytrEnd.Success:
                await attempts.AwaitBuyerAsync(attempt, answer.Token!, cancellationToken);
                return attempt.Number;
            case PaytrEnd.Refused:
                await attempts.RefuseAsync(attempt.Id, answer.Reason, cancellationToken);
                LogRefused(attempt.Oid);
                return Unreachable;
            default:
                LogUnknown(attempt.Oid);      // it stays as it is: whoever tries again gets another number
                return Unreachable;
        }
    }

    private static BasketRow[] VatRow(OrderFacts order) =>
        order.Amount.VatKurus == 0 ? [] : [new BasketRow($"KDV %{order.VatPercent}", order.Amount.VatKurus)];

    [LoggerMessage(LogLevel.Error, "PayTR gave no payment page for {Oid}; staff see its reason.")]
    private partial void LogRefused(string oid);

    [LoggerMessage(LogLevel.Warning, "PayTR did not answer about a payment page for {Oid}.")]
    private partial void LogUnknown(string oid);
}
