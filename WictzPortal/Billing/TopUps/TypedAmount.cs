using System.Globalization;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>Reads an amount of lira as people of a language write it. What could mean two amounts is refused, not guessed.</summary>
internal static class TypedAmount
{
    private const int MostDigits = 15;
    private const string Code = "billing.amount_invalid";

    /// <returns>Whole kuruş, above zero.</returns>
    public static Outcome<long> Read(string? typed, CultureInfo culture)
    {
        var (group, point) = (culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NumberDecimalSeparator);
        var text = (typed ?? "").Trim().Trim('₺').Trim();
        if (text.Length == 0)
        {
            return new Failure(FailureKind.Invalid, Code, "Enter an amount.");
        }

        if (text[0] is '-' or '−')
        {
            return new Failure(FailureKind.Invalid, Code, "Enter an amount above zero.");
        }

        var parts = text.Split(point);
        var groups = parts[0].Split(group);
        if (parts.Length > 2 || parts.Any(part => part.Length == 0) || !parts[^1].Replace(group, "", StringComparison.Ordinal).All(char.IsAsciiDigit)
            || !groups.All(g => g.Length > 0 && g.All(char.IsAsciiDigit)) || (parts.Length == 2 && parts[1].Contains(group, StringComparison.Ordinal))
            || (groups.Length > 1 && (groups[0].Length > 3 || groups.Skip(1).Any(g => g.Length != 3))))
        {
            return new Failure(FailureKind.Invalid, Code, "Write the amount with digits, such as {0}.", Sample(culture));
        }

        if (groups.Length == 2 && parts.Length == 1)
        {
            return new Failure(FailureKind.Invalid, Code, "{0} can be read in two ways. Leave out the thousands separator, as in {1}.", text, Sample(culture));
        }

        var (lira, decimals) = (string.Concat(groups).TrimStart('0'), parts.Length == 2 ? parts[1] : "");
        if (decimals.Length > 2)
        {
            return new Failure(FailureKind.Invalid, Code, "An amount has at most two decimals, as in {0}.", Sample(culture));
        }

        // More digits than any limit: so large that the limit says what is wrong.
        var kurus = lira.Length > MostDigits ? long.MaxValue : long.Parse($"{lira}{decimals.PadRight(2, '0')}", NumberStyles.None, CultureInfo.InvariantCulture);
        return kurus == 0 ? new Failure(FailureKind.Invalid, Code, "Enter an amount above zero.") : kurus;
    }

    /// <summary>As the field of a form shows it.</summary>
    public static string Show(long kurus, CultureInfo culture) =>
        (kurus / 100m).ToString(kurus % 100 == 0 ? "0" : "0.00", culture);

    private static string Sample(CultureInfo culture) => 1234.56m.ToString("0.00", culture);
}
