using WictzPortal.Accounts;
using WictzPortal.Billing;
using WictzPortal.Invoices;
using WictzPortal.Kernel;
using WictzPortal.Payments;

namespace WictzPortal.Admin;

/// <summary>A customer's sales of three months, and a subscriber who stays and one who leaves: payments, refunds, plans and invoices.</summary>
internal sealed class DemoSales(BillingSeeder billing, PaymentSeeder payments, PlanSeeder plans, InvoiceSeeder invoices, StaffRoles staff, TimeProvider clock)
{
    public async Task FillAsync(SignedUp customer, SignedUp stays, SignedUp leaves, Guid soloPlan, CancellationToken cancellationToken)
    {
        await billing.IdentifyAsync(stays.AccountId, "Colleague", cancellationToken);
        await billing.IdentifyAsync(leaves.AccountId, "Reader", cancellationToken);
        await PayAsync(customer, 2_000, PaymentMethod.Card, 84, cancellationToken);
        await PayAsync(stays, 1_200, PaymentMethod.Card, 76, cancellationToken);
        await PayAsync(leaves, 500, PaymentMethod.Card, 65, cancellationToken);
        await PayAsync(customer, 1_000, PaymentMethod.Eft, 50, cancellationToken);
        await payments.FailAsync(await OrderAsync(customer, 1_500, cancellationToken), Ago(21), cancellationToken);
        var large = await PayAsync(customer, 1_500, PaymentMethod.Card, 20, cancellationToken);
        var latest = await PayAsync(customer, 500, PaymentMethod.Card, 6, cancellationToken);
        await plans.BuyAsync(stays.AccountId, stays.AccountNumber, soloPlan, Ago(75), stays: true, cancellationToken);
        await plans.BuyAsync(leaves.AccountId, leaves.AccountNumber, soloPlan, Ago(64), stays: false, cancellationToken);
        await invoices.IssueAsync(cancellationToken);

        var people = await staff.ListAsync(cancellationToken);
        var (asks, approves) = (HolderOf(Roles.Administrator), HolderOf(Roles.Billing));
        await payments.RefundAsync(latest, 12_000, "Paid twice by mistake.", asks, approves, cancellationToken);
        await payments.RefundAsync(large, 60_000, "The customer asked for a part back.", asks, null, cancellationToken);

        Guid HolderOf(string role) => people.First(person => person.Roles.Contains(role)).UserId;
    }

    private async Task<string> PayAsync(SignedUp account, int lira, PaymentMethod method, int daysAgo, CancellationToken cancellationToken) =>
        await payments.PayAsync(await OrderAsync(account, lira, cancellationToken), method, Ago(daysAgo), cancellationToken);

    private Task<OrderFacts> OrderAsync(SignedUp account, int lira, CancellationToken cancellationToken) =>
        billing.OrderAsync(new Billing.Buyer(account.AccountId, account.AccountNumber, account.UserId), lira, cancellationToken);

    private DateTimeOffset Ago(int days) => clock.GetUtcNow().AddDays(-days);
}
