namespace WictzPortal.Plans;

/// <summary>What is sold and given. So far: the credit of a new account.</summary>
public static class PlansSlice
{
    public static void AddPlans(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<PlanOptions>().BindConfiguration("Plans").ValidateDataAnnotations().ValidateOnStart();
}
