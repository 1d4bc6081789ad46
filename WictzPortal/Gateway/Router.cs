using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>One deployment with one of its provider's credentials; a provider within this process or on the operator's own network may need none.</summary>
internal readonly record struct Candidate(DeploymentEntry Deployment, CredentialEntry? Credential, IProvider Provider, Carrier Carrier);

/// <summary>
/// Step 3, route: in which order a model's deployments are tried. By priority, within it by weight, leaving out open circuits, credentials
/// that the provider limits at present, and providers that cannot take the call. Each pair of deployment and credential is tried once.
/// </summary>
internal sealed class Router(
    IEnumerable<IProvider> providers, CircuitBreaker breaker, Pace pace, Catalog catalog, IOptions<GatewayOptions> options)
{
    private readonly Dictionary<string, IProvider> _providers = providers.ToDictionary(p => p.Kind);

    /// <summary>The candidate to try next; none when all are resting or tried.</summary>
    public Candidate? Next(GatewayCall call, List<Candidate> tried)
    {
        if (tried.Count >= options.Value.MaxAttempts)
        {
            return null;
        }

        var (model, session, allowed) = (call.Model!, Session.Of(call), catalog.Current.RouteOf(call.Key.AccountNumber));
        var (lot, priority, least) = (new Lot(session), int.MaxValue, decimal.MaxValue);
        for (var at = 0; at < model.Deployments.Count; at++)
        {
            var deployment = model.Deployments[at];
            if (deployment.Priority > priority)
            {
                break;      // they stand in order of priority
            }

            var cost = model.Routing == RoutingRule.Cheapest ? deployment.Cost ?? decimal.MaxValue : 0;
            if (!TryCarry(deployment, call.Operation!, out var provider, out var carrier) || !breaker.Allows(deployment.Id)
                || !allowed.Allows(deployment.Provider) || (lot.Drawn is not null && cost > least))
            {
                continue;
            }

            var credentials = deployment.Provider.Credentials;
            for (var i = 0; i < Math.Max(1, credentials.Count); i++)
            {
                var candidate = new Candidate(deployment, credentials.Count == 0 ? null : credentials[i], provider, carrier);
                if (!tried.Contains(candidate) && breaker.RestsFor(candidate) == TimeSpan.Zero)
                {
                    lot = lot.Drawn is not null && cost < least ? new Lot(session) : lot;
                    (priority, least) = (deployment.Priority, cost);
                    var factor = model.Routing == RoutingRule.Fastest ? pace.FactorOf(deployment.Id) : 1;
                    lot.Add(candidate, Math.Max(1L, (long)deployment.Weight * (candidate.Credential?.Weight ?? 100)) * factor);
                }
            }
        }

        return lot.Drawn;
    }

    /// <summary>Whether any provider of the model takes such calls at all.</summary>
    public bool Serves(ModelEntry model, Operation operation) => Serves(model, operation, AllowedRoute.Everywhere);

    /// <summary>Whether the account lets its requests go to any of those that do.</summary>
    public bool Allows(GatewayCall call) => Serves(call.Model!, call.Operation!, catalog.Current.RouteOf(call.Key.AccountNumber));

    /// <summary>When the first of the credentials that a provider limits may be used again; null when none is limited.</summary>
    public TimeSpan? LimitedFor(GatewayCall call)
    {
        TimeSpan? least = null;
        foreach (var deployment in call.Model!.Deployments)
        {
            foreach (var credential in deployment.Provider.Credentials)
            {
                if (TryCarry(deployment, call.Operation!, out var provider, out var carrier)
                    && breaker.RestsFor(new Candidate(deployment, credential, provider, carrier)) is { Ticks: > 0 } rest)
                {
                    least = least is null || rest < least ? rest : least;
                }
            }
        }

        return least;
    }

    private bool Serves(ModelEntry model, Operation operation, AllowedRoute allowed)
    {
        for (var at = 0; at < model.Deployments.Count; at++)
        {
            var deployment = model.Deployments[at];
            if (allowed.Allows(deployment.Provider) && TryCarry(deployment, operation, out _, out _))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryCarry(
        DeploymentEntry deployment, Operation operation, [NotNullWhen(true)] out IProvider? provider, [NotNullWhen(true)] out Carrier? carrier)
    {
        carrier = _providers.TryGetValue(deployment.Provider.Kind, out provider) ? provider.CarrierOf(operation) : null;
        return carrier is not null;
    }
}
