using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Consent;

/// <summary>Why something is kept in a browser. Numbers are stored: they never change.</summary>
public enum CookieCategory : byte
{
    /// <summary>Without it the portal cannot do what was asked. Needs no consent.</summary>
    Essential = 1,

    /// <summary>Protects the person and the portal, and serves nothing else. Needs no consent.</summary>
    Security = 2,

    /// <summary>Remembers how the person likes the portal. Needs consent to outlive the browser's session.</summary>
    Functional = 3,

    /// <summary>Counts visits. Needs consent.</summary>
    Analytics = 4,
}

/// <summary>Something the portal keeps in browsers. All of it is the portal's own; nothing of others is set or read.</summary>
/// <param name="Name">Of the cookie.</param>
/// <param name="Category">Why it is kept.</param>
/// <param name="Purpose">In English; the key of its translation.</param>
/// <param name="Lifetime">Null: until the browser is closed.</param>
public sealed record CookieLine(string Name, CookieCategory Category, string Purpose, TimeSpan? Lifetime);

/// <summary>Every cookie of the portal, once. A cookie that is not here is not let out.</summary>
public static class CookieRegister
{
    public const string Choice = "wz-cookies";
    public const string Receipt = "wz-receipt";
    public const string Visit = "wz-visit";

    /// <summary>How long a choice holds, consent and refusal alike, and what it lets the portal remember (C-09).</summary>
    public static readonly TimeSpan ChoiceLifetime = TimeSpan.FromDays(180);

    public static readonly IReadOnlyList<CookieLine> All =
    [
        new("wz-session", CookieCategory.Essential, "Keeps you signed in.", TimeSpan.FromDays(14)),
        new("wz-second-step", CookieCategory.Essential, "Knows between the two steps of signing in who has done the first.", null),
        new(Choice, CookieCategory.Essential, "Remembers your cookie choices. It holds no number that could tell you from others.", ChoiceLifetime),
        new(Receipt, CookieCategory.Essential, "Finds the receipt of your choice on this page, and is sent to no other.", ChoiceLifetime),
        new("wz-forms", CookieCategory.Security, "Makes sure that a form was sent from our own page.", null),
        new("wz-age-check", CookieCategory.Security, "Keeps a sign-up that was refused from being tried again at once.", TimeSpan.FromHours(24)),
        new(".AspNetCore.Culture", CookieCategory.Functional, "Remembers the language you chose.", ChoiceLifetime),
        new("wz-theme", CookieCategory.Functional, "Remembers the theme you chose.", ChoiceLifetime),
        new("wz-sidebar", CookieCategory.Functional, "Remembers whether you closed the sidebar.", ChoiceLifetime),
        new(Visit, CookieCategory.Analytics, "A random number for one day, by which we count which pages are opened.", TimeSpan.FromHours(24)),
    ];

    /// <summary>Changes with what is kept and why; then everybody is asked anew (C-08).</summary>
    public static readonly string Version = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', All.Select(line => line.ToString()))))[..4]);

    public static CookieLine? Find(string name) => All.FirstOrDefault(line => line.Name == name);
}
