using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>
/// The documents that tell people what is done with their data: written from what the portal really does, kept in every version,
/// changed by two people, and announced before something new begins. And the notices at the forms, with their proof.
/// </summary>
public static class PoliciesSlice
{
    public static void AddPolicies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PolicyOptions>().BindConfiguration("Policies").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ControllerOptions>().BindConfiguration("Controller").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PolicyShelf>();
        builder.Services.AddSingleton<NoticeEvidence>();
        builder.Services.AddSingleton<IPolicyFacts, MarkedFacts>();
        builder.Services.AddSingleton<IPolicyFacts, RightFacts>();
        builder.Services.AddSingleton<IPolicyFacts, CookieFacts>();
        builder.Services.AddSingleton<IPolicyFacts, DecisionFacts>();
        builder.Services.AddSingleton<PolicyPress>();
        builder.Services.AddSingleton<PolicyDesk>();
        builder.Services.AddSingleton(provider => new PolicySeeder(provider.GetRequiredService<PolicyDesk>(), provider.GetRequiredService<PolicyShelf>()));
        builder.Services.AddSingleton<PolicyPost>();
        builder.Services.AddSingleton<PolicyNews>();
        builder.Services.AddSingleton<PolicyOffice>();
    }

    public static void MapPolicies(this IEndpointRouteBuilder routes) => routes.MapPolicyFiles();

    /// <summary>Call it after the folders whose facts the documents tell.</summary>
    public static void AddFirstEditions(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<FirstEditions>();
}
