using System.Globalization;
using WictzPortal.Kernel;

namespace WictzPortal.Ui;

/// <summary>How numbers are shortened for people.</summary>
public static class Amounts
{
    private const int MostDecimals = 8;      // a micro is the eighth digit after the lira's point

    /// <summary>Four decimals, or as many as show two digits of a smaller amount; two for nothing at all.</summary>
    public static int DecimalsFor(Money amount)
    {
        if (amount.Micros == 0)
        {
            return 2;
        }

        var decimals = 4;
        while (decimals < MostDecimals && Math.Abs(amount.Lira) * Power(decimals) < 10)
        {
            decimals++;
        }

        return decimals;
    }

    /// <summary>Short, for axes and totals: 12.4K, 3.1M.</summary>
    public static string Brief(decimal value)
    {
        var (scaled, unit) = Math.Abs(value) switch
        {
            // In Turkish B is a thousand.
            >= 1_000_000_000 => (value / 1_000_000_000, CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "tr" ? "Mr" : "B"),
            >= 1_000_000 => (value / 1_000_000, "M"),
            >= 10_000 => (value / 1_000, "K"),
            _ => (value, ""),
        };
        return scaled.ToString(unit.Length > 0 && Math.Abs(scaled) < 100 ? "0.#" : "N0", CultureInfo.CurrentCulture) + unit;
    }

    /// <summary>Short: ₺12.4K, ₺18.40, ₺0.0042.</summary>
    public static string Brief(Money amount) => Math.Abs(amount.Lira) switch
    {
        >= 1_000 => $"{(amount.Micros < 0 ? "−" : "")}₺{Brief(Math.Abs(amount.Lira))}",
        >= 0.1m => amount.Format(),
        _ => amount.Format(DecimalsFor(amount)),
    };

    /// <summary>412 ms, 2.41 s, 3.2 min.</summary>
    public static string Brief(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => time.TotalMilliseconds.ToString("0", CultureInfo.CurrentCulture) + " ms",
        { TotalSeconds: < 100 } => time.TotalSeconds.ToString("0.00", CultureInfo.CurrentCulture) + " s",
        _ => time.TotalMinutes.ToString("0.0", CultureInfo.CurrentCulture) + " min",
    };

    private static decimal Power(int digits)
    {
        var power = 1m;
        for (var i = 0; i < digits; i++)
        {
            power *= 10;
        }

        return power;
    }
}
