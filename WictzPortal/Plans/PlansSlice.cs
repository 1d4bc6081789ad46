using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Plans;

/// <summary>What is sold and given, and what limits hold: plans, their versions and subscriptions, the credit of a new account, the limits of keys, accounts and plans.</summary>
public static class PlansSlice
{
    public static void AddPlans(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PlanOptions>().BindConfiguration("Plans").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<VatRates>();
        builder.Services.AddSingleton<LimitEditor>();
        builder.Services.AddSingleton(provider => new PlanShelf(provider.GetRequiredService<IDbContextFactory<PortalDb>>()));
        builder.Services.AddSingleton(provider => new PlanEditor(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<WictzPortal.Audit.AuditTrail>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PlanEditor>>()));
        builder.Services.AddSingleton(provider => new Subscriptions(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<LimitEditor>()));
        builder.Services.AddSingleton<LimitBook>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LimitBook>());
    }
}
