using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Breaches;

/// <summary>Incidents with their clocks, reports and letters; the log of disclosures; legal holds; the register of controls.</summary>
public static class BreachesSlice
{
    public static void AddBreaches(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BreachOptions>().BindConfiguration("Breaches").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new IncidentBook(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Vault>(),
            provider.GetRequiredService<IOptions<BreachOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<IncidentForms>();
        services.AddSingleton<IncidentNotices>();
        services.AddSingleton<BreachPost>();
        services.AddSingleton<AffectedFinder>();
        services.AddSingleton<DisclosureBook>();
        services.AddSingleton<HoldFinder>();
        services.AddSingleton<ControlBook>();
        services.AddSingleton<Alarms>();
        services.AddHostedService<ControlSeeder>();
        services.AddSingleton(provider => new BreachSeeder(
            provider.GetRequiredService<IncidentDesk>(), provider.GetRequiredService<AffectedFinder>(), provider.GetRequiredService<DisclosureBook>(),
            provider.GetRequiredService<ControlBook>(), provider.GetRequiredService<HoldFinder>(), provider.GetRequiredService<Holds>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    public static void MapBreaches(this IEndpointRouteBuilder routes) => BreachEndpoints.Map(routes);
}
