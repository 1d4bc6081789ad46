using Microsoft.Net.Http.Headers;

namespace WictzPortal.Consent;

/// <summary>Lets no cookie out that the register does not know, and none that its browser has not granted (C-14). What deletes a cookie passes.</summary>
public sealed partial class CookieGate(CookieConsent consent, ILogger<CookieGate> log)
{
    /// <summary>Looks at the response of a page before it starts.</summary>
    public void Watch(HttpContext context) => context.Response.OnStarting(() => CheckAsync(context));

    private async Task CheckAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.SetCookie.Count == 0)
        {
            return;
        }

        var let = new List<string?>(headers.SetCookie.Count);
        foreach (var header in headers.SetCookie)
        {
            if (SetCookieHeaderValue.TryParse(header, out var cookie) && await MayPassAsync(context, cookie))
            {
                let.Add(header);
            }
        }

        headers.SetCookie = let.ToArray();
    }

    private async Task<bool> MayPassAsync(HttpContext context, SetCookieHeaderValue cookie)
    {
        var name = cookie.Name.ToString();
        if (CookieRegister.Find(name) is not { } line)
        {
            LogUnknown(name);
            return false;
        }

        var isDeletion = cookie.MaxAge <= TimeSpan.Zero || cookie.Expires < DateTimeOffset.UnixEpoch.AddDays(1);
        if (isDeletion || line.Category is CookieCategory.Essential or CookieCategory.Security)
        {
            return true;
        }

        var state = await consent.OfAsync(context);
        return line.Category == CookieCategory.Functional
            ? state.Functional || (cookie.MaxAge is null && cookie.Expires is null)      // the person's own act, until the browser is closed
            : state.Analytics;
    }

    [LoggerMessage(LogLevel.Error, "The cookie {Name} is not in the register and was held back.")]
    private partial void LogUnknown(string name);
}
