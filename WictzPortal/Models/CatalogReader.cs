using System.Text.Json;
using System.Text.RegularExpressions;

namespace WictzPortal.Models;

/// <summary>Reads a catalogue file. Fields it does not know are passed over; those it knows are checked, and every problem names its path.</summary>
internal static partial class CatalogReader
{
    public static readonly string[] ProviderKinds = ["openai", "azure-openai", "anthropic", "gemini", "openai-compatible", "sandbox"];
    public static readonly string[] ModelKinds = [.. Enum.GetNames<ModelKind>().Select(kind => kind.ToLowerInvariant())];

    public static readonly string[] RoutingRules = [.. Enum.GetNames<RoutingRule>().Select(rule => rule.ToLowerInvariant())];

    private const string Sandbox = "sandbox";

    /// <returns>The file, or what is wrong with it.</returns>
    public static (CatalogFile? File, IReadOnlyList<CatalogProblem> Problems) Read(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<CatalogProblem>();
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, [new CatalogProblem("", "The file must hold one object with \"providers\" and \"models\".")]);
            }

            var root = new JsonSpot(document.RootElement, "", problems);
            var file = new CatalogFile([.. root.Objects("providers").Select(ReadProvider)], [.. root.Objects("models").Select(ReadModel)]);
            Repeated(file.Providers.Select(p => p.Name), "providers", problems);
            Repeated(file.Models.SelectMany(m => m.Aliases.Prepend(m.Name)), "models", problems);
            return problems.Count == 0 ? (file, problems) : (null, problems);
        }
        catch (JsonException broken)
        {
            return (null, [new CatalogProblem("", "Not valid JSON at line {0}, byte {1}.", broken.LineNumber + 1 ?? 0, broken.BytePositionInLine + 1 ?? 0)]);
        }
    }

    public static ProviderLine ReadProvider(JsonSpot spot)
    {
        var kind = spot.OneOf("kind", ProviderKinds);
        var baseUrl = spot.Text("baseUrl", Provider.UrlLength);
        if (kind != Sandbox && !IsWebAddress(baseUrl))
        {
            spot.Wrong("baseUrl", "must be an http or https address without a query.");
        }
        else if (baseUrl is not null && new Uri(baseUrl) is { Scheme: "http", IsLoopback: false })
        {
            spot.Wrong("baseUrl", "must be https: only this machine may be called without TLS.");
        }

        var country = spot.RequiredText("country", 2).ToUpperInvariant();
        if (country.Length > 0 && !CountryCode().IsMatch(country))
        {
            spot.Wrong("country", "must be a two-letter country code such as TR.");
        }

        var (name, enabled) = (spot.RequiredText("name", Provider.NameLength), spot.Flag("enabled", otherwise: true));
        return new ProviderLine(
            spot.Path, name, kind, kind == Sandbox ? null : baseUrl?.TrimEnd('/'), spot.Text("apiVersion", Provider.NameLength), country, spot.Text("region", Provider.NameLength), enabled,
            ReadCredentials(spot))
        {
            Declared = kind == Sandbox ? null : RecipientReader.Read(spot, name, baseUrl, country, enabled),
        };
    }

    private static List<CredentialLine> ReadCredentials(JsonSpot provider)
    {
        var single = ReadCredential(provider, "default");
        var several = provider.Objects("credentials").Select(spot =>
        {
            var line = ReadCredential(spot, spot.RequiredText("name", Provider.NameLength));
            if (line is null)
            {
                spot.Wrong("apiKey", "give a secret (apiKey) or an environment variable that holds it (apiKeyEnv).");
            }

            return line;
        });
        List<CredentialLine> lines = [.. several.Prepend(single).OfType<CredentialLine>()];
        Repeated(lines.Select(line => line.Name), $"{provider.Path}.credentials", provider.Problems);
        return lines;
    }

    public static CredentialLine? ReadCredential(JsonSpot spot, string name)
    {
        var (secret, variable) = (spot.Text("apiKey", 5000), spot.Text("apiKeyEnv", 200));
        if (secret != null && variable != null)
        {
            spot.Wrong("apiKeyEnv", "stands beside apiKey; give only one.");
        }

        return secret is null && variable is null ? null : new CredentialLine(name, secret, variable, (int)spot.Whole("weight", 0, 10_000, 100));
    }

    public static ModelLine ReadModel(JsonSpot spot)
    {
        _ = Enum.TryParse<ModelKind>(spot.OneOf("kind", ModelKinds), ignoreCase: true, out var kind);
        var modalities = spot.Object("modalities");
        return new ModelLine(
            spot.Path, spot.RequiredText("name", Model.NameLength), spot.Texts("aliases", Model.NameLength), kind,
            spot.Whole("contextTokens", 0, 1_000_000_000, 0), spot.Whole("maxOutputTokens", 0, 1_000_000_000, 0),
            modalities?.Texts("input") ?? [], modalities?.Texts("output") ?? [], spot.Day("deprecatedOn"),
            [.. spot.Objects("deployments").Select(ReadDeployment)], [.. spot.Objects("prices").Select(price => PriceReader.Read(price, kind))])
        {
            Routing = spot.Has("routing") && Enum.TryParse<RoutingRule>(spot.OneOf("routing", RoutingRules), ignoreCase: true, out var rule) ? rule : default,
        };
    }

    private static DeploymentLine ReadDeployment(JsonSpot spot) => new(
        spot.Path, spot.RequiredText("provider", Provider.NameLength), spot.RequiredText("upstreamModel", Model.NameLength),
        (int)spot.Whole("priority", 0, 1000, 1), (int)spot.Whole("weight", 0, 10_000, 100))
    {
        Cost = spot.Amount("cost"),
    };

    private static void Repeated(IEnumerable<string> names, string path, List<CatalogProblem> problems)
    {
        foreach (var name in names.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            problems.Add(new CatalogProblem(path, "the name '{0}' stands there more than once.", name.Key));
        }
    }

    public static bool IsWebAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Query.Length == 0 && uri.UserInfo.Length == 0;

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex CountryCode();
}
