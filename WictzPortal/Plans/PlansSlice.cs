namespace WictzPortal.Plans;

/// <summary>What is sold and given, and what limits hold: the credit of a new account, the limits of keys, accounts and the plan.</summary>
public static class PlansSlice
{
    public static void AddPlans(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PlanOptions>().BindConfiguration("Plans").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<VatRates>();
        builder.Services.AddSingleton<LimitEditor>();
        builder.Services.AddSingleton<LimitBook>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LimitBook>());
    }
}
