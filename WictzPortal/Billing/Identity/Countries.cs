using System.Globalization;
using WictzPortal.Kernel;

namespace WictzPortal.Billing;

/// <summary>The countries that an invoice may go to, by their ISO 3166 letters.</summary>
internal static class Countries
{
    public const string Turkey = "TR";

    private static readonly HashSet<string> Codes = [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name).TwoLetterISORegionName).Where(code => code.Length == 2 && code.All(char.IsAsciiLetterUpper))];

    public static bool Has(string? code) => code is not null && Codes.Contains(code);

    /// <summary>In the language of the page; Türkiye first.</summary>
    public static IEnumerable<(string Code, string Name)> Choices() => Codes.Select(code => (Code: code, Name: CountryNames.Of(code)))
        .OrderByDescending(country => country.Code == Turkey).ThenBy(country => country.Name, StringComparer.CurrentCulture);
}
