using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;
using WictzPortal.Standing;

namespace WictzPortal.Accounts;

/// <summary>
/// People and accounts: sign-up with the age gate, confirmation, sign-in by password, second step or passkey, sessions, profile,
/// members and invitations, staff roles and the one-time administrator set-up. Its pages are plain forms: they set cookies, and work
/// without a circuit and without script (passkeys apart).
/// </summary>
public static class AccountsSlice
{
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AccountOptions>().BindConfiguration("Accounts").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RequestLocalizationOptions>().Configure(SignedInCulture.Configure);
        services.AddIdentity();
        services.AddCookies();
        services.AddAttemptLimit();

        services.AddSingleton<PortalAddress>();
        services.AddSingleton<AccountLetters>();
        services.AddSingleton<AccountMail>();
        services.AddSingleton<AccountPost>();
        services.AddSingleton<StaffPost>();
        services.AddSingleton(provider => new SignUp(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<AccountMail>(),
            provider.GetRequiredService<Vault>(), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<PasswordReset>();
        services.AddScoped<EmailChange>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<AccountContacts>();
        services.AddSingleton<IAccountZones, AccountZones>();
        services.AddSingleton<IPersonScopes, PersonScopes>();
        services.AddSingleton<IListen<AccountOpened>, NewAccountZones>();
        services.AddSingleton<AccountDays>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<StepUp>();
        services.AddSingleton(provider => new SessionStop(provider.GetRequiredService<Sessions>()));
        services.AddSingleton(provider => new SignInPlace(provider.GetRequiredService<Sessions>()));
        services.AddScoped<Invitations>();
        services.AddSingleton(provider => new Members(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Vault>(),
            provider.GetRequiredService<Sessions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StaffRoles>();
        services.AddHostedService(provider => provider.GetRequiredService<StaffRoles>());
        services.AddSingleton<SetupLinks>();
        services.AddHostedService<FirstAdministrator>();
        services.AddSingleton<IVerb, CreateAdministrator>();
    }

    /// <summary>After the shell, before whatever reads a form.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.UseRateLimiter();
        app.Use(static (context, next) =>
        {
            // A form without any cookie comes from a browser that keeps none. The page says so, instead of a bare 400.
            if (HttpMethods.IsPost(context.Request.Method) && context.Request.Cookies.Count == 0
                && context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation is not false
                && context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == AttemptLimit.Policy)
            {
                context.Response.Redirect($"{context.Request.Path}?cookies=off");
                return Task.CompletedTask;
            }

            return next(context);
        });
    }

    public static void MapAccounts(this WebApplication app) => app.MapAccountEndpoints();

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddScoped<IPasswordValidator<PortalUser>, PasswordRules>();      // before Identity adds its own
        services.AddScoped<ILookupNormalizer, HashedEmails>();
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.Tokens.AuthenticatorTokenProvider = TotpCodes.Provider;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddRoleStore<Microsoft.AspNetCore.Identity.EntityFrameworkCore.RoleStore<IdentityRole<Guid>, PortalDb, Guid>>()
            .AddUserStore<PortalUserStore>()
            .AddSignInManager<PortalSignIn>()
            .AddClaimsPrincipalFactory<PortalClaims>()
            .AddTokenProvider<LinkTokens>(TokenOptions.DefaultProvider)
            .AddTokenProvider<TotpCodes>(TotpCodes.Provider);
        services.AddScoped(provider => (PortalSignIn)provider.GetRequiredService<SignInManager<PortalUser>>());
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PortalOptions>>((passkeys, portal) =>
        {
            // A passkey stands for both factors, so the authenticator must verify the person, not only the presence of one.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            passkeys.ServerDomain = portal.Value.PublicUrl is { } address ? new Uri(address).Host : null;
        });
    }

    private static void AddCookies(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(cookie =>
            {
                Essential(cookie.Cookie, "wz-session");
                cookie.ExpireTimeSpan = UserSession.Lifetime;
                cookie.LoginPath = "/sign-in";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.Events.OnValidatePrincipal = SessionGuard.ValidateAsync;
                cookie.Events.OnRedirectToAccessDenied = context =>
                {
                    // Staff without a second factor are led to enrolment, people shut out to their rights, everybody else is told that the
                    // page is not theirs.
                    var user = context.HttpContext.User;
                    var isOpen = ServiceOpen.IsOpenTo(user, context.HttpContext.RequestServices.GetRequiredService<Standings>());
                    context.Response.Redirect(!isOpen ? "/privacy" : user.IsStaff && !user.UsedSecondFactor ? "/security?staff=1" : "/not-allowed");
                    return Task.CompletedTask;
                };
            });
            cookies.TwoFactorUserIdCookie!.Configure(cookie => Essential(cookie.Cookie, "wz-second-step"));
        });
        services.AddAntiforgery(antiforgery => Essential(antiforgery.Cookie, "wz-forms"));
        services.AddScoped<AuthenticationStateProvider, CircuitGuard>();
        services.AddSingleton<IAuthorizationHandler, ServiceOpen>();
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireService().Build())
            .AddPolicy(Roles.RightsPolicy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Roles.StaffPolicy, policy => policy.RequireRole(Roles.Staff).RequireSecondFactor())
            .AddPolicy(Roles.SupervisionPolicy, policy => policy.RequireRole(Roles.PrivacyOfficer, Roles.Administrator).RequireSecondFactor())
            .AddPolicy(Roles.BillingPolicy, policy => policy.RequireRole(Roles.Billing, Roles.Administrator).RequireSecondFactor())
            .AddPolicy(Roles.AdministratorPolicy, policy => policy.RequireRole(Roles.Administrator).RequireSecondFactor());
    }

    private static void RequireSecondFactor(this AuthorizationPolicyBuilder policy) =>
        policy.RequireClaim(CurrentUser.AuthenticationMethodClaim, CurrentUser.MultiFactor).RequireService();

    private static AuthorizationPolicyBuilder RequireService(this AuthorizationPolicyBuilder policy) => policy.AddRequirements(new ServiceOpen.Requirement());

    private static void Essential(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.IsEssential = true;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }
}
