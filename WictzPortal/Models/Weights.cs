using System.Globalization;
using WictzPortal.Kernel;

namespace WictzPortal.Models;

/// <summary>
/// Prices of different units as whole numbers of one scale, so that a request is summed without loss and rounded once. An amount has up
/// to ten digits after the point and a minute 60 000 milliseconds; with 3 × 10^8 to the micro, all of them come out whole.
/// </summary>
internal static class Weights
{
    /// <summary>Digits after the point that an amount may have. All of them count.</summary>
    public const int Decimals = 10;

    private const long Scale = 10_000_000_000;
    private static readonly Int128 PerMicro = 300_000_000;

    /// <summary>One of a million that cost this many lira.</summary>
    public static Int128 OfMillion(decimal lira) => Scaled(lira) * 3;

    /// <summary>One millisecond of a minute that costs this many lira.</summary>
    public static Int128 OfMinute(decimal lira) => Scaled(lira) * 50;

    /// <summary>One piece that costs this many lira.</summary>
    public static Int128 OfPiece(decimal lira) => Scaled(lira) * 3_000_000;

    /// <summary>One of so many that cost this many lira: of a million, of a minute's milliseconds, or of one.</summary>
    public static Int128 Of(decimal lira, long per) => Scaled(lira) * (3_000_000 / per);

    /// <summary>So many micros, unrounded: a decimal, or one divided by three where it would not end.</summary>
    public static string Exact(Int128 weight) => weight % 3 == 0 ? Decimal(weight / 3) : Decimal(weight) + "/3";

    /// <summary>Half up. Beyond what money can count it stays at the largest amount.</summary>
    public static Money Rounded(Int128 weight) => new(long.CreateSaturating((weight + (PerMicro / 2)) / PerMicro));

    private static string Decimal(Int128 hundredMillionths)
    {
        var (whole, rest) = Int128.DivRem(hundredMillionths, PerMicro / 3);
        return rest == 0 ? whole.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{whole}.{rest:D8}").TrimEnd('0');
    }

    private static Int128 Scaled(decimal lira) => (Int128)(lira * Scale);
}
