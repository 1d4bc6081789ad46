using WictzPortal.Kernel;
using WictzPortal.Keys;

namespace WictzPortal.Models;

/// <summary>The catalogue: providers, models, deployments, and the price book. In memory for the gateway, in tables for the rest.</summary>
public static class ModelsSlice
{
    public static void AddModels(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<CatalogOptions>().BindConfiguration("Gateway").ValidateOnStart();
        services.AddSingleton<Catalog>();
        services.AddSingleton<IKeyRecipients, KeyRecipients>();
        services.AddSingleton<AccountRoutes>();
        services.AddSingleton<DeploymentHealth>();
        services.AddSingleton<CatalogImport>();
        services.AddSingleton<CatalogWriter>();
        services.AddSingleton<CatalogDesk>();
        services.AddSingleton<CredentialDesk>();
        services.AddSingleton<CatalogBrowser>();
        services.AddSingleton<ConnectionTest>();
        services.AddSingleton<CatalogLoader>();
        services.AddSingleton<CatalogFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogFeed>());
        services.AddSingleton<IVerb, ImportCatalog>();
    }
}
