using System.Globalization;
using System.Text.Json.Nodes;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Webhooks;

namespace WictzPortal.Billing;

/// <summary>Publishes what billing does to the account's endpoints: payments received, and plans bought or renewed.</summary>
internal sealed class BillingEvents(WebhookDesk webhooks, AfterCommit afterCommit) : IListen<OrderPaid>, IListen<PlanBought>
{
    public const string Payment = "payment.received";
    public const string Subscription = "subscription.changed";

    public Task HearAsync(OrderPaid happened, PortalDb db, CancellationToken cancellationToken) => PublishAsync(
        db, happened.Order.AccountId, Payment,
        new JsonObject
        {
            ["account"] = happened.Order.AccountNumber,
            ["order"] = happened.Order.Id,
            ["payment"] = happened.Payment.Id,
            ["net_try"] = Text(happened.Order.Amount.Net),
            ["gross_try"] = Text(happened.Order.Amount.Gross),
            ["test"] = happened.Payment.IsTest,
        },
        cancellationToken);

    public Task HearAsync(PlanBought happened, PortalDb db, CancellationToken cancellationToken) => PublishAsync(
        db, happened.AccountId, Subscription,
        new JsonObject
        {
            ["account"] = happened.AccountNumber,
            ["purchase"] = happened.PurchaseId,
            ["from"] = happened.From.UtcDateTime,
            ["until"] = happened.Until.UtcDateTime,
            ["net_try"] = Text(Money.FromKurus(happened.NetKurus)),
        },
        cancellationToken);

    private async Task PublishAsync(PortalDb db, Guid accountId, string name, JsonObject data, CancellationToken cancellationToken)
    {
        await webhooks.PublishAsync(db, accountId, name, data, cancellationToken);
        afterCommit.Run(db, webhooks.Nudge);
    }

    private static string Text(Money amount) => amount.Lira.ToString("0.00", CultureInfo.InvariantCulture);
}
