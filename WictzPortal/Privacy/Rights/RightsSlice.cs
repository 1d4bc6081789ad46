using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Restriction, objection and the review of automated decisions, as people ask for them and staff work on them.</summary>
internal static class RightsSlice
{
    public static void AddRights(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RightsLetters>();
        services.AddSingleton<IListen<DecisionMade>>(provider => provider.GetRequiredService<RightsLetters>());
        services.AddSingleton<IListen<HoldReleased>>(provider => provider.GetRequiredService<RightsLetters>());
        services.AddSingleton<RightsDesk>();
        services.AddSingleton<IRequestFulfilment, RightsFulfilment>();
    }
}
