using System.Globalization;

namespace WictzPortal.Kernel;

/// <summary>Names of countries by their two letters of ISO 3166, for people who read them.</summary>
public static class CountryNames
{
    /// <summary>In the language of the page.</summary>
    public static string Of(string code) => Of(code, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);

    /// <summary>In that language; the code itself where there is no such country.</summary>
    public static string Of(string code, string language)
    {
        if (code == "TR")
        {
            return "Türkiye";      // its name in English too, since 2022
        }

        try
        {
            // A region of the language names itself in that language; by its letters alone it would do so in its own.
            return new RegionInfo($"{language}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
