using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Data subject requests: filed on any way, with proven identity, clocks, evidence and one answer letter.</summary>
internal static class RequestsSlice
{
    public static void AddRequests(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RequestDrawer>();
        services.AddSingleton<RequestIntake>();
        services.AddSingleton<RequestStarter>();
        services.AddSingleton(provider => new DataSubjectRequests(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<RequestIntake>(),
            provider.GetRequiredService<RequestStarter>(), provider.GetRequiredService<Vault>(), provider.GetRequiredService<TimeProvider>()));
    }
}
