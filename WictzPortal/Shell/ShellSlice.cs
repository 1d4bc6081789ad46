using Microsoft.AspNetCore.Diagnostics;
using Radzen;
using WictzPortal.Consent;

namespace WictzPortal.Shell;

/// <summary>The frame around every page: render mode, layout, navigation, error pages, security headers.</summary>
public static class ShellSlice
{
    public static void AddShell(this IHostApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ProgramsErrors>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddHttpContextAccessor();
    }

    /// <summary>Comes before everything that answers, so that whatever goes wrong there becomes a page.</summary>
    public static void UseShell(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.UseHsts();      // says nothing over plain HTTP
        var gate = app.Services.GetRequiredService<CookieGate>();
        app.Use((context, next) =>
        {
            if (ProgramsErrors.Concerns(context))
            {
                context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
            }
            else
            {
                SecurityHeaders.Add(context.Response.Headers);
                gate.Watch(context);
            }

            return next(context);
        });
        app.UseRequestLocalization();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(
            // The policy in SecurityHeaders is stricter, and browsers combine the two.
            options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
