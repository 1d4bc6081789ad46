using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace WictzPortal.Admin;

/// <summary>The operator's view: pages for staff, health, metrics.</summary>
public static class AdminSlice
{
    public static void AddAdmin(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MetricsOptions>().BindConfiguration("Metrics").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OtlpOptions>().BindConfiguration("Otlp").ValidateDataAnnotations().ValidateOnStart();
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(2))      // one that hangs is as good as gone
            .AddCheck<IntakeCheck>("intake");
        if (builder.Configuration["Metrics:Token"] is { Length: > 0 })
        {
            services.AddSingleton<PrometheusPage>();
            services.AddHostedService(provider => provider.GetRequiredService<PrometheusPage>());
        }

        if (builder.Configuration["Otlp:Endpoint"] is { Length: > 0 })
        {
            services.AddHostedService<OtlpExport>();
        }
    }

    public static void MapAdmin(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
        if (app.Services.GetService<PrometheusPage>() is { } page)
        {
            app.MapGet("/metrics", (HttpRequest request, IOptions<MetricsOptions> options) =>
                IsBearer(request, options.Value.Token!) ? Results.Text(page.Write(), PrometheusPage.ContentType) : Results.Unauthorized())
                .AllowAnonymous();      // the token is asked for above; no person signs in here
        }
    }

    // Names and states only: what went wrong stands in the log, not in an answer that anybody can read.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });

    private static bool IsBearer(HttpRequest request, string token) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())),
        SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")));
}
