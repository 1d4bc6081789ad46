namespace WictzPortal.Models;

/// <summary>The catalogue: providers, models, deployments, and the price book.</summary>
public static class ModelsSlice
{
    public static void AddModels(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<Catalog>();
}
