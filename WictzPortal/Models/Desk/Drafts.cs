using System.Globalization;
using System.Text.Json.Nodes;

namespace WictzPortal.Models;

/// <summary>What the form of a provider collects; it becomes what a catalogue file would say, so that one set of rules reads both.</summary>
public sealed class ProviderDraft
{
    public string Name { get; set; } = "";

    public string Kind { get; set; } = "openai";

    public string? BaseUrl { get; set; }

    public string? ApiVersion { get; set; }

    public string? Country { get; set; }

    public string? Region { get; set; }

    public bool Enabled { get; set; }

    internal static ProviderDraft From(Provider provider) => new()
    {
        Name = provider.Name,
        Kind = provider.Kind,
        BaseUrl = provider.BaseUrl,
        ApiVersion = provider.ApiVersion,
        Country = provider.Country,
        Region = provider.Region,
        Enabled = provider.Enabled,
    };

    public JsonObject ToJson() => new()
    {
        ["name"] = Said(Name),
        ["kind"] = Kind,
        ["baseUrl"] = Said(BaseUrl),
        ["apiVersion"] = Said(ApiVersion),
        ["country"] = Said(Country),
        ["region"] = Said(Region),
        ["enabled"] = Enabled,
    };

    /// <summary>An empty field says nothing.</summary>
    public static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What the form of a credential collects. Without a secret or a variable, those it has stay.</summary>
public sealed class CredentialDraft
{
    /// <summary>The credential that is changed; null for a new one.</summary>
    public int? Id { get; init; }

    public string Name { get; set; } = "";

    public string? ApiKey { get; set; }

    public string? ApiKeyEnv { get; set; }

    public long? Weight { get; set; } = 100;

    public JsonObject ToJson() => new()
    {
        ["name"] = ProviderDraft.Said(Name),
        ["apiKey"] = ProviderDraft.Said(ApiKey),
        ["apiKeyEnv"] = ProviderDraft.Said(ApiKeyEnv),
        ["weight"] = Weight,
    };
}
