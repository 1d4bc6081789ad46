using System.Security.Claims;
using Microsoft.AspNetCore.Localization;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>The language a signed-in person chose. For others the language cookie decides, then what the browser asks for.</summary>
internal sealed class SignedInCulture : RequestCultureProvider
{
    public static readonly string[] Languages = ["en", "tr"];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.AddSupportedCultures(Languages).AddSupportedUICultures(Languages).SetDefaultCulture(Languages[0]);
        options.RequestCultureProviders = [new SignedInCulture(), new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
    }

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
        Task.FromResult(httpContext.User.FindFirstValue(CurrentUser.CultureClaim) is { } culture ? new ProviderCultureResult(culture) : null);
}
