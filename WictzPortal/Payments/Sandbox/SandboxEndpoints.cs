using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Billing;
using WictzPortal.Data;

namespace WictzPortal.Payments;

/// <summary>The sandbox's payment page, for the buyer's browser. Mapped in the demonstration alone.</summary>
internal static class SandboxEndpoints
{
    public const string Root = "/sandbox/paytr/";

    public static void AddPaytrSandbox(this IServiceCollection services)
    {
        services.AddSingleton<PaytrSandbox>();
        services.AddSingleton<SandboxNotifier>();
        services.AddSingleton(provider => new PaymentSeeder(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Orders>(),
            provider.GetRequiredService<RefundDesk>(), provider.GetRequiredService<PaytrSandbox>()));
        services.AddSingleton(provider => provider.GetRequiredService<PaytrSandbox>().Shop);
        services.AddKeyedSingleton<HttpMessageHandler>(
            PaytrClient.Transport, (provider, _) => new PaytrSandboxHandler(provider.GetRequiredService<PaytrSandbox>()));
    }

    public static void MapPaytrSandbox(this WebApplication app)
    {
        // Without the pipeline of the pages: the frame may be shown within them, and its form knows no antiforgery token.
        var sandbox = app.MapGroup(Root);
        sandbox.AllowAnonymous().ShortCircuit();
        sandbox.MapGet("odeme/guvenli/{token}", (RequestDelegate)ShowAsync);
        sandbox.MapGet("odeme/api/{token}", (RequestDelegate)ShowAsync);
        sandbox.MapPost("odeme/{token}", (RequestDelegate)DecideAsync);
    }

    private static async Task ShowAsync(HttpContext context)
    {
        var response = context.Response;
        if (SaleOf(context) is not { } sale)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // Set and rendered in one method: a culture goes down with the calls, and not back up.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(sale.Language);
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'";
        response.Headers.CacheControl = "no-store";
        await new RazorComponentResult<SandboxPaymentPage>(new Dictionary<string, object?> { [nameof(SandboxPaymentPage.Sale)] = sale }).ExecuteAsync(context);
    }

    private static async Task DecideAsync(HttpContext context)
    {
        if (SaleOf(context) is not { } sale || !context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        context.RequestServices.GetRequiredService<PaytrSandbox>().Decide(sale, pays: form["end"] == "pay");
        context.RequestServices.GetRequiredService<SandboxNotifier>().Tell(sale);
        context.Response.Redirect(sale.ResultUrl);
    }

    private static SandboxSale? SaleOf(HttpContext context) => context.Request.RouteValues["token"] is string token
        ? context.RequestServices.GetRequiredService<PaytrSandbox>().FindByToken(token)
        : null;
}
