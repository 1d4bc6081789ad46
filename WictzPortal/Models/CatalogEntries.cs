using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>A model as the gateway sees it.</summary>
/// <param name="Id">Names the model in usage records; stays when the model is renamed or retired.</param>
/// <param name="Name">What clients put in <c>model</c>.</param>
/// <param name="Kind">What it does.</param>
/// <param name="ContextTokens">The longest input and output together; 0 when not stated.</param>
/// <param name="MaxOutputTokens">The longest answer; 0 when not stated.</param>
/// <param name="Deployments">Those that can be called now, by rising priority.</param>
/// <param name="Price">
/// The price in force, where it states what the kind is metered by; null means that calls are refused, since nothing is free by accident.
/// </param>
/// <param name="ListedAt">When it came into the catalogue.</param>
public sealed record ModelEntry(
    int Id, string Name, ModelKind Kind, long ContextTokens, long MaxOutputTokens,
    IReadOnlyList<DeploymentEntry> Deployments, Price? Price, DateTimeOffset ListedAt)
{
    /// <summary>How one of the deployments of the same priority is chosen.</summary>
    public RoutingRule Routing { get; init; }

    internal PriceTerms? Terms { get; init; }

    /// <summary>What it takes and gives: <c>text</c>, <c>image</c> and so on.</summary>
    public (string[] Input, string[] Output) Modalities { get; init; } = ([], []);

    internal DateOnly? DeprecatedOn { get; init; }
}

/// <summary>One callable endpoint: a provider and the name the model has there.</summary>
/// <param name="Id">Names the deployment in usage records.</param>
/// <param name="Provider">Whose API it is.</param>
/// <param name="UpstreamModel">The model's name there.</param>
/// <param name="Priority">Lower is tried first.</param>
/// <param name="Weight">Share of the calls among deployments of the same priority.</param>
public sealed record DeploymentEntry(int Id, ProviderEntry Provider, string UpstreamModel, int Priority, int Weight)
{
    /// <summary>What a million tokens cost the operator there; null when not stated.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The provider and the model's name there, as answers tell it.</summary>
    public string Label { get; } = $"{Provider.Name}/{UpstreamModel}";
}

/// <summary>The company whose API we call, as the gateway sees it.</summary>
/// <param name="Kind">Which protocol and which rules: <c>openai</c>, <c>openai-compatible</c>, <c>sandbox</c> and so on.</param>
/// <param name="BaseUrl">What the provider's own paths are put after; null for the sandbox, which is in this process.</param>
/// <param name="Country">ISO 3166 code of the country the data goes to.</param>
/// <param name="Recipient">Whose it is, as the register has it; null for what is on this machine.</param>
public sealed record ProviderEntry(
    int Id, string Name, string Kind, Uri? BaseUrl, string? ApiVersion, string Country, string? Region, RecipientEntry? Recipient,
    IReadOnlyList<CredentialEntry> Credentials);

/// <summary>What we send a provider to be let in. Not a record, so that printing one shows its name and nothing else.</summary>
public sealed class CredentialEntry(int id, string name, string secret, int weight)
{
    public int Id { get; } = id;

    public string Name { get; } = name;

    public string Secret { get; } = secret;

    /// <summary>Share of the calls among the credentials of one provider.</summary>
    public int Weight { get; } = weight;

    public override string ToString() => Name;
}
