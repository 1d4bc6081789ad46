using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>A catalogue file, read and checked.</summary>
internal sealed record CatalogFile(IReadOnlyList<ProviderLine> Providers, IReadOnlyList<ModelLine> Models);

/// <summary>What a file or a form says of a provider. No list of credentials means that they stay as they are.</summary>
internal sealed record ProviderLine(
    string Path, string Name, string Kind, string? BaseUrl, string? ApiVersion, string Country, string? Region, bool Enabled,
    IReadOnlyList<CredentialLine>? Credentials)
{
    /// <summary>What a file says of the company behind it, for the register of recipients.</summary>
    public RecipientFacts? Declared { get; init; }
}

/// <summary>Either the secret itself or the environment variable that holds it.</summary>
internal sealed class CredentialLine(string name, string? apiKey, string? variable, int weight)
{
    public string Name { get; } = name;

    public string? ApiKey { get; } = apiKey;

    public string? Variable { get; } = variable;

    public int Weight { get; } = weight;
}

internal sealed record ModelLine(
    string Path, string Name, string[] Aliases, ModelKind Kind, long ContextTokens, long MaxOutputTokens, string[] InputModalities,
    string[] OutputModalities, DateOnly? DeprecatedOn, IReadOnlyList<DeploymentLine> Deployments, IReadOnlyList<PriceLine> Prices)
{
    public RoutingRule Routing { get; init; }
}

internal sealed record DeploymentLine(string Path, string Provider, string UpstreamModel, int Priority, int Weight)
{
    /// <summary>Lira per million tokens, to the operator; null when not stated.</summary>
    public decimal? Cost { get; init; }
}

internal sealed record PriceLine(string Path, DateTimeOffset EffectiveFrom, string Currency, PriceTerms Terms, string? Source);
