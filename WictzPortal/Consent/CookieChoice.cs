using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WictzPortal.Consent;

/// <summary>What somebody chose, as it stands in their browser: signed, and the same for all who chose the same on one day (C-15).</summary>
/// <param name="OverridesSignal">Chosen although the browser sent a privacy signal.</param>
/// <param name="Version">Of the register that it was chosen under.</param>
internal sealed record CookieChoice(bool Functional, bool Analytics, DateOnly On, bool OverridesSignal, string Version)
{
    private const int SealBytes = 16;

    public bool HoldsOn(DateOnly day) =>
        Version == CookieRegister.Version && day >= On && day < On.AddDays(CookieRegister.ChoiceLifetime.Days);

    /// <summary>The more private of two (C-17).</summary>
    public CookieChoice And(CookieChoice other) => this with
    {
        Functional = Functional && other.Functional, Analytics = Analytics && other.Analytics,
    };

    public string ToCookie(byte[] key)
    {
        var text = $"{Version}.{(Functional ? 'f' : '-')}{(Analytics ? 'a' : '-')}{(OverridesSignal ? 'o' : '-')}.{On:yyyyMMdd}";
        return $"{text}.{SealOf(key, text)}";
    }

    /// <returns>Null for what the portal has not written.</returns>
    public static CookieChoice? Read(string? cookie, byte[] key)
    {
        var parts = cookie?.Split('.');
        if (parts is not [var version, { Length: 3 } flags, var on, var seal]
            || !DateOnly.TryParseExact(on, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SealOf(key, $"{version}.{flags}.{on}")), Encoding.UTF8.GetBytes(seal)))
        {
            return null;
        }

        return new CookieChoice(flags[0] == 'f', flags[1] == 'a', day, flags[2] == 'o', version);
    }

    private static string SealOf(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))[..SealBytes]);
}
