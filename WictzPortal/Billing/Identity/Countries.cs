using System.Globalization;

namespace WictzPortal.Billing;

/// <summary>The countries that an invoice may go to, by their ISO 3166 letters.</summary>
internal static class Countries
{
    public const string Turkey = "TR";

    // By culture: some regions have no name when they are asked for by their letters alone.
    private static readonly Dictionary<string, string> Names = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name)).Where(region => region.TwoLetterISORegionName is { Length: 2 } code && code.All(char.IsAsciiLetterUpper))
        .DistinctBy(region => region.TwoLetterISORegionName).ToDictionary(region => region.TwoLetterISORegionName, region => region.EnglishName);

    public static bool Has(string? code) => code is not null && Names.ContainsKey(code);

    /// <summary>Turkey first. The framework knows the names in English alone.</summary>
    public static IEnumerable<(string Code, string Name)> Choices() => Names.Select(country => (Code: country.Key, Name: NameOf(country.Key)))
        .OrderByDescending(country => country.Code == Turkey).ThenBy(country => country.Name, StringComparer.InvariantCulture);

    public static string NameOf(string code) => code == Turkey ? "Türkiye" : Names.GetValueOrDefault(code, code);
}
