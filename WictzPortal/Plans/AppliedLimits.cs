using System.Net;

namespace WictzPortal.Plans;

/// <summary>One limit that applies to a key's calls.</summary>
/// <param name="ScopeId">What it is counted for: the key, or the account as a whole.</param>
/// <param name="Source">Whose limit it is.</param>
/// <param name="Rule">What it counts.</param>
/// <param name="Limit">How much of it.</param>
public readonly record struct AppliedLimit(Guid ScopeId, LimitSource Source, LimitRule Rule, long Limit);

/// <summary>All that limits one key's calls: its own limits, and its account's or else the plan's. Never changes; a change makes a new one.</summary>
public sealed class AppliedLimits
{
    private readonly AppliedLimit[] _rules;
    private readonly IPNetwork[] _keyNetworks;
    private readonly IPNetwork[] _accountNetworks;

    internal AppliedLimits(Guid accountId, Guid keyId, LimitSet key, LimitSet account, LimitSet plan, TimeZoneInfo zone)
    {
        Zone = zone;
        KeyModels = key.Models;
        (AccountModels, AccountModelsSource) = Choose(account.Models, plan.Models);
        KeyNetworks = key.Networks;
        (AccountNetworks, AccountNetworksSource) = Choose(account.Networks, plan.Networks);
        (_keyNetworks, _accountNetworks) = (Parse(KeyNetworks), Parse(AccountNetworks));
        _rules = [.. Merge(accountId, keyId, key, account, plan)];
    }

    /// <summary>Days, weeks and months begin at its midnight.</summary>
    public TimeZoneInfo Zone { get; }

    public ReadOnlySpan<AppliedLimit> Rules => _rules;

    /// <summary>The only models the key may call; empty for all.</summary>
    public IReadOnlyList<string> KeyModels { get; }

    /// <summary>The only models the account may call; empty for all.</summary>
    public IReadOnlyList<string> AccountModels { get; }

    public LimitSource AccountModelsSource { get; }

    /// <summary>The only networks the key may be used from; empty for all.</summary>
    public IReadOnlyList<string> KeyNetworks { get; }

    /// <summary>The only networks the account may call from; empty for all.</summary>
    public IReadOnlyList<string> AccountNetworks { get; }

    public LimitSource AccountNetworksSource { get; }

    /// <returns>Whose list does not name the model; null when it may be called.</returns>
    public LimitSource? Forbids(string model) =>
        !Names(KeyModels, model) ? LimitSource.Key : !Names(AccountModels, model) ? AccountModelsSource : null;

    /// <returns>Whose list does not hold the address; null when calls may come from it. An unknown address is in no network.</returns>
    public LimitSource? Forbids(IPAddress? address) =>
        !Holds(KeyNetworks, _keyNetworks, address) ? LimitSource.Key
        : !Holds(AccountNetworks, _accountNetworks, address) ? AccountNetworksSource
        : null;

    private static IEnumerable<AppliedLimit> Merge(Guid accountId, Guid keyId, LimitSet key, LimitSet account, LimitSet plan)
    {
        foreach (var rule in RuleFacts.All)
        {
            if (key.Of(rule) is { } ofKey)
            {
                yield return new AppliedLimit(keyId, LimitSource.Key, rule, ofKey);
            }

            if ((account.Of(rule) ?? plan.Of(rule)) is { } ofAccount)
            {
                yield return new AppliedLimit(accountId, account.Of(rule) is null ? LimitSource.Plan : LimitSource.Account, rule, ofAccount);
            }
        }
    }

    private static (IReadOnlyList<string> List, LimitSource Source) Choose(IReadOnlyList<string> account, IReadOnlyList<string> plan) =>
        account.Count > 0 ? (account, LimitSource.Account) : (plan, LimitSource.Plan);

    // One that cannot be read holds no address: a list with an error in it must not let everybody in.
    private static IPNetwork[] Parse(IReadOnlyList<string> texts)
    {
        var networks = new List<IPNetwork>(texts.Count);
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
        }

        return [.. networks];
    }

    private static bool Names(IReadOnlyList<string> models, string model)
    {
        for (var i = 0; i < models.Count; i++)
        {
            if (string.Equals(models[i], model, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return models.Count == 0;
    }

    private static bool Holds(IReadOnlyList<string> texts, IPNetwork[] networks, IPAddress? address)
    {
        if (texts.Count == 0 || address is null)
        {
            return texts.Count == 0;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;      // as servers on both see IPv4
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
