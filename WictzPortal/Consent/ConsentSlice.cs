namespace WictzPortal.Consent;

/// <summary>Cookie choices: the register of all cookies, the question, its proof, and the gate that lets no other cookie out.</summary>
public static class ConsentSlice
{
    public static void AddConsent(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CookieConsent>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CookieConsent>());
        builder.Services.AddSingleton<CookieGate>();
        builder.Services.AddSingleton<PageCounts>();
        builder.Services.AddSingleton<ConsentSeeder>();
    }

    public static void MapConsent(this IEndpointRouteBuilder routes) => routes.MapCookies();
}
