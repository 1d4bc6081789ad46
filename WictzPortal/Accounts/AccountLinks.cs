using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace WictzPortal.Accounts;

/// <summary>The paths of links in mails, and how to read them again.</summary>
internal static class AccountLinks
{
    public static string Confirm(Guid userId, string token, string? returnUrl) =>
        With("/confirm-email", userId, token, ("next", Local(returnUrl)));

    public static string Reset(Guid userId, string token) => With("/reset-password", userId, token);

    public static string ChangeEmail(Guid userId, string token, string email) =>
        With("/confirm-email", userId, token, ("email", Encode(email)));

    public static string Join(string secret) => $"/join/{secret}";

    public static string Setup(string secret) => $"/setup/{secret}";

    /// <returns>The value that a link carries in encoded form; null when it is damaged.</returns>
    public static string? Decode(string? encoded)
    {
        try
        {
            return encoded is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(encoded));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <returns>The address if it leads to a page of this portal; null otherwise, so that no link can send people elsewhere.</returns>
    public static string? Local(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal)
        && !url.Any(char.IsControl)
            ? url
            : null;

    private static string With(string path, Guid userId, string token, params (string Key, string? Value)[] more) =>
        QueryHelpers.AddQueryString(path, new Dictionary<string, string?>(more.Where(m => m.Value is not null)
            .Select(m => KeyValuePair.Create(m.Key, m.Value)))
        {
            ["user"] = userId.ToString("N"), ["token"] = Encode(token),
        });

    private static string Encode(string value) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(value));
}
