using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>Orders for a plan, to be paid by a payment instead of from the wallet.</summary>
internal sealed class PlanOrders(
    IDbContextFactory<PortalDb> databases, Plans.Subscriptions subscriptions, PlanDesk desk, PlanPurchases purchases, Orders orders, TimeProvider clock)
{
    /// <param name="orderId">Chosen by the page: a double click makes one order.</param>
    /// <returns>The order; or <c>plans.not_sold</c>, or <c>plans.not_payable</c> where there is nothing to pay or a part of it is there already.</returns>
    public async Task<Outcome<OrderFacts>> MakeAsync(
        Guid orderId, Guid accountId, long accountNumber, Guid buyerId, Guid planId, CancellationToken cancellationToken)
    {
        var quoted = await desk.QuoteAsync(accountId, accountNumber, planId, cancellationToken);
        if (quoted.Value is not { } quote)
        {
            return quoted.Failure!;
        }

        if (!await MayPayAsync(accountId, quote, cancellationToken))
        {
            return new Failure(FailureKind.Conflict, "plans.not_payable", "This change is paid from your wallet.");
        }

        var order = await orders.MakeAsync(
            new NewOrder(
                orderId, accountId, accountNumber, buyerId, quote.DueKurus, quote.Plan.Version.Id, PlanTitles.Turkish(quote.Plan.Plan),
                PlanTitles.English(quote.Plan.Plan)),
            cancellationToken);
        await WaitAsync(accountId, accountNumber, quote.Plan.Version, cancellationToken);
        return order;
    }

    /// <summary>Whether a payment of its own can buy what is quoted.</summary>
    public async Task<bool> MayPayAsync(Guid accountId, PlanQuote quote, CancellationToken cancellationToken)
    {
        if (quote is not { DueKurus: > 0, CarriedKurus: 0 })
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await subscriptions.LiveAsync(db, accountId, cancellationToken) is not { } live
            || await purchases.MayBeReplacedAsync(db, live, cancellationToken);
    }

    private async Task WaitAsync(Guid accountId, long accountNumber, PlanVersionFacts version, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await subscriptions.LiveAsync(db, accountId, cancellationToken) is null
            && await subscriptions.PendingAsync(db, accountId, version.Id, cancellationToken) is null)
        {
            await subscriptions.AskAsync(db, accountId, accountNumber, version, renewsItself: true, clock.GetUtcNow(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
