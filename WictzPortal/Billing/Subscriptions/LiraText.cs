using System.Globalization;
using System.Text.RegularExpressions;

namespace WictzPortal.Billing;

/// <summary>Amounts as people type them, in whole kuruş.</summary>
internal static partial class LiraText
{
    /// <summary>
    /// 1500, 1.500,50 in Turkish, 1,500.50 in English, and 99,90 and 99.90 to everybody. Null for what is no amount of whole kuruş: three
    /// decimals, a sign, a currency other than ₺, more than twelve digits.
    /// </summary>
    public static long? Kurus(string text)
    {
        var format = CultureInfo.CurrentCulture.NumberFormat;
        var typed = text.Trim().TrimStart('₺').Trim();
        var (group, point) = (Regex.Escape(format.NumberGroupSeparator), Regex.Escape(format.NumberDecimalSeparator));
        var plain = Regex.IsMatch(typed, $@"^[1-9]\d{{0,2}}({group}\d{{3}})+({point}\d{{1,2}})?$")
            ? typed.Replace(format.NumberGroupSeparator, "", StringComparison.Ordinal)
            : typed;
        return Amount().IsMatch(plain) && decimal.TryParse(plain.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var lira)
            ? (long)(lira * 100)
            : null;
    }

    /// <summary>The amount as it is typed.</summary>
    public static string Of(long kurus) => (kurus / 100m).ToString("0.00", CultureInfo.CurrentCulture);

    [GeneratedRegex(@"^\d{1,12}([.,]\d{1,2})?$")]
    private static partial Regex Amount();
}
