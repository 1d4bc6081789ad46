namespace WictzPortal.Standing;

/// <summary>
/// What limits the processing of a person's data: restriction, objection, the freeze before erasure, suspension, legal holds and the
/// review of automated decisions. The purpose gate says from memory what is allowed.
/// </summary>
public static class StandingSlice
{
    public static void AddStanding(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Standings>();
        services.AddHostedService(provider => provider.GetRequiredService<Standings>());
        services.AddSingleton<StandingBook>();
        services.AddSingleton<PurposeGate>();
        services.AddSingleton<Reveals>();
        services.AddSingleton<Holds>();
        services.AddSingleton<KeepOut>();
        services.AddSingleton<AutomatedDecisions>();
        services.AddHostedService(provider => provider.GetRequiredService<AutomatedDecisions>());
    }
}
