using System.Globalization;

namespace WictzPortal.Payments;

/// <summary>
/// The one place where amounts become PayTR's text and back. PayTR counts kuruş in token requests and callbacks, and lira in baskets,
/// refunds, inquiries and reports; the wrong unit is an error by a hundred.
/// </summary>
internal static class PaytrAmounts
{
    private const int MostDigits = 15;

    /// <summary>3456 as <c>3456</c>.</summary>
    public static string Kurus(long kurus) => kurus.ToString(CultureInfo.InvariantCulture);

    /// <summary>3456 as <c>34.56</c>.</summary>
    public static string Lira(long kurus) => (kurus / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Whole kuruş, digits only.</summary>
    public static bool TryReadKurus(string? text, out long kurus)
    {
        kurus = 0;
        return text is { Length: > 0 and <= MostDigits } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out kurus);
    }

    /// <summary>
    /// Lira with a dot or a comma and at most two decimals, as <c>10,8</c> or <c>9.76</c>; a refund's row may bear a minus. Two separators
    /// are refused: nobody can know which of them parts the thousands.
    /// </summary>
    public static bool TryReadLira(string? text, out long kurus)
    {
        kurus = 0;
        if (text is not { Length: > 0 and <= MostDigits + 2 })
        {
            return false;
        }

        var isNegative = text[0] == '-';
        var parts = (isNegative ? text[1..] : text).Split('.', ',');
        if (parts.Length > 2 || !TryReadKurus(parts[0], out var lira) || lira > long.MaxValue / 1000
            || (parts.Length == 2 && parts[1] is not ([_] or [_, _])))
        {
            return false;
        }

        var hundredths = 0L;
        if (parts.Length == 2 && !TryReadKurus(parts[1].PadRight(2, '0'), out hundredths))
        {
            return false;
        }

        kurus = (lira * 100 + hundredths) * (isNegative ? -1 : 1);
        return true;
    }
}
