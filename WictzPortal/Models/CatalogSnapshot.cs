using System.Collections.Frozen;

namespace WictzPortal.Models;

/// <summary>All models, deployments and prices of one instant. Immutable: a change swaps the whole.</summary>
public sealed class CatalogSnapshot
{
    public static readonly CatalogSnapshot Empty = new(0, [], FrozenDictionary<string, ModelEntry>.Empty, FrozenDictionary<int, string>.Empty, null);

    private readonly FrozenDictionary<string, ModelEntry> _byName;
    private readonly FrozenDictionary<string, ModelEntry>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly FrozenDictionary<int, string> _names;

    internal CatalogSnapshot(
        long version, IReadOnlyList<ModelEntry> models, FrozenDictionary<string, ModelEntry> byName,
        FrozenDictionary<int, string> names, DateTimeOffset? nextChangeAt)
    {
        (Version, Models, _byName, _names, NextChangeAt) = (version, models, byName, names, nextChangeAt);
        _bySpan = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The models on offer, by name.</summary>
    public IReadOnlyList<ModelEntry> Models { get; }

    internal long Version { get; }

    internal FrozenDictionary<long, AllowedRoute> Routes { get; init; } = FrozenDictionary<long, AllowedRoute>.Empty;

    internal FrozenDictionary<int, int> Recipients { get; init; } = FrozenDictionary<int, int>.Empty;

    internal long RecipientEdition { get; init; }

    /// <summary>When a price that is known already comes into force.</summary>
    internal DateTimeOffset? NextChangeAt { get; }

    public ModelEntry? Find(string nameOrAlias) => _byName.GetValueOrDefault(nameOrAlias);

    /// <summary>The same without a string.</summary>
    public ModelEntry? Find(ReadOnlySpan<char> nameOrAlias) => _bySpan.TryGetValue(nameOrAlias, out var model) ? model : null;

    /// <summary>Where an account lets its requests go.</summary>
    public AllowedRoute RouteOf(long accountNumber) => Routes.GetValueOrDefault(accountNumber, AllowedRoute.Everywhere);

    /// <summary>The number of the register's entry that a deployment's calls go to; 0 where they stay on this machine.</summary>
    public int RecipientOf(int deploymentId) => Recipients.GetValueOrDefault(deploymentId);

    /// <summary>The name of a model, also of one that is retired; null when there never was such a model.</summary>
    public string? NameOf(int modelId) => _names.GetValueOrDefault(modelId);
}
