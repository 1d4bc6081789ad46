using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using WictzPortal.Consent;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>What pages of other folders post to (sign out, switch account, language) and what passkeys.js asks for.</summary>
internal static class AccountsEndpoints
{
    internal static void MapAccountEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        routes.MapPost("/accounts/switch", SwitchAccountAsync).RequireAuthorization();
        routes.MapPost("/preferences/language", SetLanguageAsync).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/security/passkeys/options", CreationOptionsAsync).RequireAuthorization(Roles.RightsPolicy).DisableAntiforgery();
        routes.MapPost("/sign-in/passkey/options", RequestOptionsAsync).AllowAnonymous().DisableAntiforgery()
            .RequireRateLimiting(AttemptLimit.Policy);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(PortalSignIn signIn, IFormCollection form)
    {
        _ = form;      // read, so that the antiforgery token is asked for
        await signIn.SignOutAsync();
        return TypedResults.Redirect("/sign-in?done=signed-out");
    }

    /// <summary>Acts for another of the person's accounts; an account of others is passed over.</summary>
    private static async Task<RedirectHttpResult> SwitchAccountAsync(
        [FromForm] Guid accountId, [FromForm] string? returnUrl, ClaimsPrincipal principal, PortalSignIn signIn)
    {
        if (await signIn.UserManager.GetUserAsync(principal) is { } user)
        {
            await signIn.SwitchAccountAsync(user, accountId);
        }

        return TypedResults.Redirect(AccountLinks.Local(returnUrl) ?? "/");
    }

    /// <summary>
    /// The language buttons. Without antiforgery, since they must work on every page before anything is loaded: at worst a stranger
    /// changes the language, and a cookie with SameSite=Lax does not come along from elsewhere.
    /// </summary>
    private static async Task<NoContent> SetLanguageAsync(
        [FromForm] string culture, HttpContext context, ClaimsPrincipal principal, PortalSignIn signIn, CookieConsent consent)
    {
        if (SignedInCulture.Languages.Contains(culture))
        {
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                new CookieOptions
                {
                    // It outlives the browser's session only with consent.
                    MaxAge = (await consent.OfAsync(context)).Functional ? CookieRegister.ChoiceLifetime : null,
                    SameSite = SameSiteMode.Lax, IsEssential = true, Secure = context.Request.IsHttps,
                });
            if (principal.Identity?.IsAuthenticated is true && await signIn.UserManager.GetUserAsync(principal) is { } user)
            {
                user.Culture = culture;
                await signIn.UserManager.UpdateAsync(user);
                await signIn.RefreshSignInAsync(user);
            }
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<ContentHttpResult, UnauthorizedHttpResult>> CreationOptionsAsync(
        ClaimsPrincipal principal, PortalSignIn signIn)
    {
        if (await signIn.UserManager.GetUserAsync(principal) is not { } user)
        {
            return TypedResults.Unauthorized();
        }

        var email = principal.Email ?? "";
        var entity = new PasskeyUserEntity { Id = user.Id.ToString(), Name = email, DisplayName = principal.FullName };
        return TypedResults.Content(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
    }

    /// <summary>The same for everybody: which passkeys there are is the browser's knowledge.</summary>
    private static async Task<ContentHttpResult> RequestOptionsAsync(PortalSignIn signIn) =>
        TypedResults.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
}
