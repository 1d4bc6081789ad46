using System.Globalization;

namespace WictzPortal.Invoices;

/// <summary>Names of countries, for people who read an address.</summary>
internal static class CountryNames
{
    /// <summary>The Turkish name of a two-letter code; the code itself where there is none.</summary>
    public static string Turkish(string code) => Name(code, "tr-TR");

    public static string English(string code) => Name(code, "en-GB");

    // The runtime names countries only in the language of the thread.
    private static string Name(string code, string culture)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            var region = new RegionInfo(code);
            return region.DisplayName;
        }
        catch (ArgumentException)
        {
            return code;
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
