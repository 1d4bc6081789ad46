using Microsoft.AspNetCore.Http.HttpResults;
using WictzPortal.Audit;
using WictzPortal.Kernel;

namespace WictzPortal.Consent;

/// <summary>Takes the choice from banner and page, shows receipts, and tells browsers that the privacy signal is honoured.</summary>
internal static class CookieEndpoints
{
    // When the portal began to honour the signal; the file's format asks for it.
    private const string SignalSince = "2026-11-22";

    public static void MapCookies(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/cookies/choose", ChooseAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Forms);
        // Without antiforgery, so that it works from every page: at worst a stranger takes a consent back.
        routes.MapPost("/cookies/withdraw", WithdrawAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Forms);
        routes.MapGet("/cookies/receipts/{id:guid}", ReceiptAsync).AllowAnonymous();
        routes.MapGet("/.well-known/gpc.json", () => TypedResults.Json(new SignalSupport(true, SignalSince))).AllowAnonymous();
    }

    // A form collection also makes the endpoint ask for the antiforgery token.
    private static async Task<RedirectHttpResult> ChooseAsync(
        IFormCollection form, HttpContext context, CookieConsent consent, PageCounts counts, CancellationToken cancellationToken)
    {
        var method = form["choice"].ToString() switch
        {
            "accept" => ConsentMethod.AcceptAll,
            "save" => ConsentMethod.Save,
            _ => ConsentMethod.RejectAll,
        };
        var state = await consent.OfAsync(context);
        var given = new ConsentGiven(
            context.User.Identity?.IsAuthenticated is true ? context.User.UserId : null,
            method == ConsentMethod.AcceptAll || (method == ConsentMethod.Save && form["functional"] == "on"),
            !state.IsChild && (method == ConsentMethod.AcceptAll || (method == ConsentMethod.Save && form["analytics"] == "on")),
            method,
            form["layer"] == "page" ? ConsentLayer.Page : ConsentLayer.Banner,
            state.Signal,
            CookieConsent.NetworkOf(context.Connection.RemoteIpAddress));
        await TakeAsync(context, given, consent, counts, cancellationToken);
        return TypedResults.Redirect($"{Local(form["back"].ToString())}?cookies=saved");
    }

    private static async Task<RedirectHttpResult> WithdrawAsync(
        HttpContext context, CookieConsent consent, PageCounts counts, CancellationToken cancellationToken)
    {
        var given = new ConsentGiven(
            context.User.Identity?.IsAuthenticated is true ? context.User.UserId : null, Functional: false, Analytics: false,
            ConsentMethod.Withdraw, ConsentLayer.Page, CookieConsent.HasSignal(context.Request),
            CookieConsent.NetworkOf(context.Connection.RemoteIpAddress));
        await TakeAsync(context, given, consent, counts, cancellationToken);
        var from = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var page) ? page.AbsolutePath : "/";
        return TypedResults.Redirect($"{Local(from)}?cookies=saved");
    }

    private static async Task TakeAsync(
        HttpContext context, ConsentGiven given, CookieConsent consent, PageCounts counts, CancellationToken cancellationToken)
    {
        await consent.ChooseAsync(context, given, cancellationToken);
        if (!given.Analytics && Guid.TryParse(context.Request.Cookies[CookieRegister.Visit], out var visit))
        {
            await counts.ForgetAsync(visit, cancellationToken);
        }
    }

    /// <summary>A receipt of this browser or of who is signed in, to keep; nobody else's is found.</summary>
    private static async Task<Results<JsonHttpResult<ReceiptCopy>, NotFound>> ReceiptAsync(
        Guid id, HttpContext context, CookieConsent consent, AuditBrowser audit, CancellationToken cancellationToken)
    {
        var receipts = await consent.ReceiptsAsync(context, cancellationToken);
        if (receipts.FirstOrDefault(r => r.Id == id) is not { } receipt)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=consent-{receipt.Id:N}.json";
        return TypedResults.Json(new ReceiptCopy(
            receipt.Id, receipt.At, receipt.NoticeVersion, receipt.NoticeHash, receipt.Culture, receipt.Functional, receipt.Analytics,
            receipt.Method.ToString(), receipt.Layer.ToString(), receipt.Signal, receipt.Network, receipt.Hash,
            await CookieConsent.IsGenuineAsync(receipt, audit, cancellationToken)));
    }

    // Only a path of ours: the form's own field must not become an open redirect.
    private static string Local(string back) =>
        back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\', StringComparison.Ordinal)
        && !back.Contains('?', StringComparison.Ordinal) && !back.Any(char.IsControl)
            ? back : "/";
}

/// <summary>Says that Global Privacy Control is honoured, as its specification has it.</summary>
/// <param name="LastUpdate">The day from which, as <c>yyyy-MM-dd</c>.</param>
public sealed record SignalSupport(bool Gpc, string LastUpdate);

/// <summary>A consent receipt as its person downloads it.</summary>
/// <param name="At">UTC.</param>
/// <param name="NoticeHash">SHA-256 of the text that was shown.</param>
/// <param name="PrivacySignal">Whether the browser sent Global Privacy Control or Do Not Track.</param>
/// <param name="Network">The first 24 bits of an IPv4 address, or 48 of an IPv6 one.</param>
/// <param name="Hash">SHA-256 over the other fields, each on a line.</param>
/// <param name="InAuditTrail">Whether the audit trail holds this hash.</param>
public sealed record ReceiptCopy(
    Guid Id, DateTimeOffset At, string NoticeVersion, string NoticeHash, string Culture, bool Functional, bool Analytics, string Method,
    string Layer, bool PrivacySignal, string Network, string Hash, bool InAuditTrail);
