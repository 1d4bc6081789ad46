using System.Collections.Frozen;

namespace WictzPortal.Privacy;

/// <summary>The data protection authorities of the European Economic Area, by country (GDPR art. 77).</summary>
internal static class Authorities
{
    private static readonly FrozenDictionary<string, string> ByCountry = new Dictionary<string, string>
    {
        ["AT"] = "Österreichische Datenschutzbehörde", ["BE"] = "Autorité de protection des données / Gegevensbeschermingsautoriteit",
        ["BG"] = "Комисия за защита на личните данни", ["CY"] = "Γραφείο Επιτρόπου Προστασίας Δεδομένων Προσωπικού Χαρακτήρα",
        ["CZ"] = "Úřad pro ochranu osobních údajů", ["DE"] = "die Datenschutzaufsichtsbehörde Ihres Bundeslandes",
        ["DK"] = "Datatilsynet", ["EE"] = "Andmekaitse Inspektsioon", ["ES"] = "Agencia Española de Protección de Datos",
        ["FI"] = "Tietosuojavaltuutetun toimisto", ["FR"] = "Commission Nationale de l'Informatique et des Libertés",
        ["GR"] = "Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα", ["HR"] = "Agencija za zaštitu osobnih podataka",
        ["HU"] = "Nemzeti Adatvédelmi és Információszabadság Hatóság", ["IE"] = "Data Protection Commission", ["IS"] = "Persónuvernd",
        ["IT"] = "Garante per la protezione dei dati personali", ["LI"] = "Datenschutzstelle", ["LT"] = "Valstybinė duomenų apsaugos inspekcija",
        ["LU"] = "Commission nationale pour la protection des données", ["LV"] = "Datu valsts inspekcija",
        ["MT"] = "Office of the Information and Data Protection Commissioner", ["NL"] = "Autoriteit Persoonsgegevens", ["NO"] = "Datatilsynet",
        ["PL"] = "Urząd Ochrony Danych Osobowych", ["PT"] = "Comissão Nacional de Proteção de Dados",
        ["RO"] = "Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal", ["SE"] = "Integritetsskyddsmyndigheten",
        ["SI"] = "Informacijski pooblaščenec", ["SK"] = "Úrad na ochranu osobných údajov Slovenskej republiky",
    }.ToFrozenDictionary();

    public static IEnumerable<string> Countries => ByCountry.Keys.Order(StringComparer.Ordinal);

    public static string? Of(string? country) => country is null ? null : ByCountry.GetValueOrDefault(country);
}
