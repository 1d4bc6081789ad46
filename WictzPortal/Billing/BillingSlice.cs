using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Ledger;
using WictzPortal.Plans;
using WictzPortal.Standing;

namespace WictzPortal.Billing;

/// <summary>What customers buy and have: orders, wallet, plans bought, and under which tax rules.</summary>
public static class BillingSlice
{
    public static void AddBilling(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BillingOptions>().BindConfiguration("Billing").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new TaxPoints(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<BillingOptions>>()));
        services.AddSingleton<BillingIdentities>();
        services.AddSingleton<Movements>();
        services.AddSingleton<CreditGrants>();
        services.AddSingleton<CouponAttempts>();
        services.AddSingleton<Coupons>();
        services.AddSingleton<Adjustments>();
        services.AddSingleton<WarningLetters>();
        services.AddSingleton<BalanceWarnings>();
        services.AddSingleton<BillingEvents>();
        services.AddSingleton<IListen<OrderPaid>>(provider => provider.GetRequiredService<BillingEvents>());
        services.AddSingleton<IListen<PlanBought>>(provider => provider.GetRequiredService<BillingEvents>());
        services.AddSingleton<Revenue>();
        services.AddSingleton<Dunning>();
        services.AddSingleton(provider => new BillingSeeder(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<BillingIdentities>(),
            provider.GetRequiredService<Wallet>(), provider.GetRequiredService<Coupons>(), provider.GetRequiredService<TopUps>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TopUps>();
        services.AddSingleton<AdultLetters>();
        services.AddSingleton<AdultConsents>();
        services.AddSingleton<OrderRules>();
        services.AddSingleton(AdultRule.Rule);
        services.AddSingleton<IListen<DecisionReversed>, AdultRule>();
        services.AddSingleton<Wallet>();
        services.AddSingleton<NewCharges>();
        services.AddSingleton<PlanLetters>();
        services.AddSingleton<PlanBooks>();
        services.AddSingleton<PlanPurchases>();
        services.AddSingleton<PlanQuotes>();
        services.AddSingleton<SubscriptionKeeper>();
        services.AddSingleton<PlanDesk>();
        services.AddSingleton<PlanOrders>();
        services.AddSingleton<PlanViews>();
        services.AddSingleton(provider => new PlanSeeder(
            provider.GetRequiredService<PlanDesk>(), provider.GetRequiredService<PlanPurchases>(), provider.GetRequiredService<Plans.Subscriptions>(),
            provider.GetRequiredService<PlanShelf>(), provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(PlanChecks.Deferred);
        services.AddSingleton(provider => new Orders(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<GeneralLedger>(),
            provider.GetRequiredService<Wallet>(), provider.GetRequiredService<PlanPurchases>(), provider.GetRequiredService<OrderRules>(),
            provider.GetServices<IListen<OrderPaid>>()));
    }

    public static void MapBilling(this WebApplication app) => app.MapMovements();
}
