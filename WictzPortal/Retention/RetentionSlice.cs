using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Deletes what is past its time, proves it, and guards how long things are kept.</summary>
public static class RetentionSlice
{
    public static void AddRetention(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DestructionLog>();
        services.AddSingleton<RetentionSettings>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionSettings>());
        services.AddSingleton<RetentionDesk>();
        services.AddSingleton<SweepDatabases>();
        services.AddSingleton<Sweeper>();
        services.AddSingleton<RetentionBoard>();
        services.AddSingleton<CertificateBook>();
        services.AddSingleton<IVerb, RetentionReport>();
        services.AddSingleton<LateSweepWatch>();
        if (builder.Configuration.GetValue("Jobs:Enabled", true))
        {
            services.AddHostedService(provider => provider.GetRequiredService<LateSweepWatch>());
        }

        services.AddHealthChecks().AddCheck<LateSweepCheck>("retention");
    }

    /// <summary>The signed certificates, for staff to keep elsewhere.</summary>
    public static void MapRetention(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/admin/retention/certificates/{day}",
        async (DateOnly day, CertificateBook certificates, HttpContext http, CancellationToken cancellationToken) =>
        {
            if (await certificates.FindAsync(day, cancellationToken) is not var (json, signature))
            {
                return Results.NotFound();
            }

            http.Response.Headers.Append("X-Signature", signature);
            return Results.File(System.Text.Encoding.UTF8.GetBytes(json), "application/json", $"retention-{day:yyyy-MM-dd}.json");
        }).RequireAuthorization(Roles.SupervisionPolicy);
}
