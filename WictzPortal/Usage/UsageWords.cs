using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Models;

namespace WictzPortal.Usage;

/// <summary>Calls and what they cost, in words and figures, the same on every page.</summary>
internal static class UsageWords
{
    public static string End(CallEnd end, IStringLocalizer T) => end switch
    {
        CallEnd.Completed => T["Completed"],
        CallEnd.ClientDisconnected => T["The client hung up"],
        CallEnd.UpstreamError => T["The provider reported an error"],
        CallEnd.UpstreamCut => T["The provider's connection broke"],
        CallEnd.KeyRevoked => T["The key was revoked"],
        CallEnd.TimedOut => T["A time limit passed"],
        CallEnd.PortalStopped => T["The portal stopped before there was an answer"],
        _ => T["The credit was used up"],
    };

    public static string Item(PricedLine line, IStringLocalizer T) => line.Item switch
    {
        "input" => T["Input tokens"],
        "cached_input" => T["Cached input"],
        "cache_write_5m" => T["Cache write, 5 minutes"],
        "cache_write_1h" => T["Cache write, 1 hour"],
        "output" => T["Output tokens"],
        "audio_input" => T["Audio input"],
        "audio_output" => T["Audio output"],
        "image" => T["Images, {0}", line.Tariff!],
        "character" => T["Characters"],
        _ => T["Audio, milliseconds"],
    };

    /// <summary>₺41.25 per million.</summary>
    public static string Price(PricedLine line, IStringLocalizer T) => line.Per switch
    {
        1 => T["{0} each", Exact(line.Lira)],
        60_000 => T["{0} a minute", Exact(line.Lira)],
        _ => T["{0} per million", Exact(line.Lira)],
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    public static string Exact(Money amount) => Exact(amount.Lira);

    /// <summary>An amount of micros as a receipt states it, with its digits in groups.</summary>
    public static string Micros(string exact)
    {
        var parts = exact.Split('/');
        var digits = decimal.Parse(parts[0], CultureInfo.InvariantCulture).ToString("#,0.########", CultureInfo.CurrentCulture);
        return parts.Length == 1 ? digits : $"{digits} ÷ {parts[1]}";
    }

    // With as many decimals as there are, and at least two.
    private static string Exact(decimal lira) => "₺" + lira.ToString("#,0.00########", CultureInfo.CurrentCulture);
}
