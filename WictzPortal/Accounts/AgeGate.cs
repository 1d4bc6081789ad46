using WictzPortal.Data;

namespace WictzPortal.Accounts;

/// <summary>
/// Computes the age band from birth year and month, which are then forgotten. The form does not hint at the limit. A refusal
/// leaves nothing but a cookie for 24 hours, so that trying another date at once does not help.
/// </summary>
internal static class AgeGate
{
    public const int EarliestYear = 1900;
    private const string Cookie = "wz-age-check";

    /// <returns>Null below 13. In the month of the birthday the day is unknown, so the person counts as a year younger.</returns>
    public static AgeBand? BandOf(int year, int month, DateOnly today)
    {
        var wholeMonths = ((today.Year - year) * 12) + today.Month - month - 1;
        return (wholeMonths / 12) switch
        {
            < 13 => null,
            < 16 => AgeBand.From13To15,
            < 18 => AgeBand.From16To17,
            _ => AgeBand.Adult,
        };
    }

    public static bool HasRefused(HttpRequest request) => request.Cookies.ContainsKey(Cookie);

    public static void Refuse(HttpContext context) => context.Response.Cookies.Append(Cookie, "1", new CookieOptions
    {
        MaxAge = TimeSpan.FromHours(24), HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/sign-up",
    });
}
