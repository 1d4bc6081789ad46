namespace WictzPortal.Billing;

/// <summary>The check digits of Turkish tax numbers. Numbers are text: a leading zero is lawful in a VKN. A right check digit proves no existence.</summary>
public static class TaxNumbers
{
    public const int TcknLength = 11;
    public const int VknLength = 10;

    /// <summary>A natural person's number: 11 digits, the first not 0, the last two computed.</summary>
    public static bool IsTckn(string? number)
    {
        if (!IsDigits(number, TcknLength) || number[0] == '0')
        {
            return false;
        }

        var (odd, even) = (Sum(number, 0, 9, 2), Sum(number, 1, 8, 2));
        return Digit(number, 9) == Modulo((7 * odd) - even, 10) && Digit(number, 10) == Sum(number, 0, 10, 1) % 10;
    }

    /// <summary>A taxpayer's number: 10 digits, the last computed.</summary>
    public static bool IsVkn(string? number)
    {
        if (!IsDigits(number, VknLength))
        {
            return false;
        }

        var sum = 0;
        for (var i = 1; i < VknLength; i++)
        {
            var shifted = (Digit(number, i - 1) + VknLength - i) % 10;
            var term = shifted * (1 << (VknLength - i)) % 9;
            sum += shifted == 0 ? 0 : term == 0 ? 9 : term;
        }

        return Digit(number, VknLength - 1) == (10 - (sum % 10)) % 10;
    }

    /// <summary>What pages show of a number: its last four places.</summary>
    public static string Mask(string number) => number.Length <= 4 ? number : new string('*', number.Length - 4) + number[^4..];

    internal static bool IsDigits([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? number, int length) =>
        number?.Length == length && number.All(char.IsAsciiDigit);

    private static int Digit(string number, int at) => number[at] - '0';

    private static int Sum(string number, int from, int until, int step)
    {
        var sum = 0;
        for (var i = from; i < until; i += step)
        {
            sum += Digit(number, i);
        }

        return sum;
    }

    // The remainder of C# keeps the sign.
    private static int Modulo(int value, int by) => ((value % by) + by) % by;
}
