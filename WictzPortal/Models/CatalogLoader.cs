using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>Reads the tables and makes the snapshot that the gateway serves from.</summary>
internal sealed partial class CatalogLoader(
    IDbContextFactory<PortalDb> databases, Vault vault, RecipientBook recipients, IConfiguration configuration, TimeProvider clock, ILogger<CatalogLoader> log)
{
    public async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CatalogVersions.Select(v => v.Version).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var (now, edition) = (clock.GetUtcNow(), recipients.Edition);      // before the tables are read: later news is found by the next look
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var version = await db.CatalogVersions.AsNoTracking().Select(v => v.Version).SingleOrDefaultAsync(cancellationToken);
        var providers = await LoadProvidersAsync(db, cancellationToken);
        var models = await db.Models.AsNoTracking().OrderBy(m => m.Name).ToListAsync(cancellationToken);
        var everyDeployment = await db.Deployments.AsNoTracking().OrderBy(d => d.Id).ToListAsync(cancellationToken);
        var deployments = everyDeployment.Where(d => d.Enabled).ToLookup(d => d.ModelId);
        var prices = await db.PriceVersions.AsNoTracking().ToListAsync(cancellationToken);
        var pricesOf = prices.ToLookup(p => p.ModelId);

        var byName = new Dictionary<string, ModelEntry>(StringComparer.Ordinal);
        List<ModelEntry> offered = [];
        foreach (var model in models)
        {
            var entry = Entry(model, [.. deployments[model.Id]], PriceBook.InForce(pricesOf[model.Id], now), providers);
            foreach (var name in model.Aliases.Prepend(model.Name))
            {
                byName[name] = entry;
            }

            if (entry.Deployments.Count > 0)
            {
                offered.Add(entry);
            }
        }

        DateTimeOffset? next = prices.Where(p => p.EffectiveFrom > now).Select(p => (DateTimeOffset?)p.EffectiveFrom).Min();
        var routes = await db.AccountRoutes.AsNoTracking().ToListAsync(cancellationToken);
        return new CatalogSnapshot(
            version, offered, byName.ToFrozenDictionary(StringComparer.Ordinal), models.ToFrozenDictionary(m => m.Id, m => m.Name), next)
        {
            Routes = routes.ToFrozenDictionary(r => r.AccountNumber, r => r.ToAllowed()),
            Recipients = await RecipientsAsync(db, everyDeployment, cancellationToken),
            RecipientEdition = edition,
        };
    }

    private static ModelEntry Entry(
        Model model, IReadOnlyList<Deployment> deployments, PriceVersion? version, Dictionary<int, ProviderEntry> providers)
    {
        var terms = version is null ? null : PriceTerms.FromJson(version.Terms);
        var price = version is null ? null : terms?.ToPrice(version.Id, version.EffectiveFrom);
        return new ModelEntry(
            model.Id, model.Name, model.Kind, model.ContextTokens, model.MaxOutputTokens,
            [.. deployments.Where(d => providers.ContainsKey(d.ProviderId)).OrderBy(d => d.Priority)
                .Select(d => new DeploymentEntry(d.Id, providers[d.ProviderId], d.UpstreamModel, d.Priority, d.Weight) { Cost = d.Cost })],
            price?.Fits(model.Kind) == true ? price : null, model.ListedAt)
        {
            Routing = model.Routing,
            Terms = terms,
            Modalities = (model.InputModalities, model.OutputModalities),
            DeprecatedOn = model.DeprecatedOn,
        };
    }

    /// <summary>A provider as it is configured, enabled or not, with every credential that it holds, for trying them. Null when there is none.</summary>
    public async Task<ProviderEntry?> FindProviderAsync(int id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var provider = await db.Providers.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        var credentials = await db.ProviderCredentials.AsNoTracking().Where(c => c.ProviderId == id).ToListAsync(cancellationToken);
        return provider is null ? null : Entry(provider, await OpenAsync(provider, credentials.Where(c => c.IsHeld), cancellationToken));
    }

    // Retired ones as well: calls of before may still be on their way into the books.
    private async Task<FrozenDictionary<int, int>> RecipientsAsync(PortalDb db, List<Deployment> deployments, CancellationToken cancellationToken)
    {
        var entries = (await db.Providers.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(p => p.Id, p => RecipientOf.Find(recipients, p.BaseUrl));
        return deployments.Where(d => entries[d.ProviderId] is not null).ToFrozenDictionary(d => d.Id, d => entries[d.ProviderId]!.Id);
    }

    // Providers that can be called: enabled, allowed by the register, and let in by at least one credential in use where it holds any.
    private async Task<Dictionary<int, ProviderEntry>> LoadProvidersAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var credentials = (await db.ProviderCredentials.AsNoTracking().OrderBy(c => c.Id).ToListAsync(cancellationToken))
            .Where(c => c.IsHeld).ToLookup(c => c.ProviderId);
        var providers = new Dictionary<int, ProviderEntry>();
        foreach (var provider in await db.Providers.AsNoTracking().Where(p => p.Enabled).ToListAsync(cancellationToken))
        {
            if (RecipientOf.IsNeeded(provider.BaseUrl, provider.Country)
                && !RecipientOf.Allows(RecipientOf.Find(recipients, provider.BaseUrl), provider.Country, clock.GetUtcNow()))
            {
                continue;
            }

            var usable = await OpenAsync(provider, credentials[provider.Id].Where(c => c.Enabled), cancellationToken);
            if (usable.Count > 0 || !credentials[provider.Id].Any())
            {
                providers[provider.Id] = Entry(provider, usable);
            }
        }

        return providers;
    }

    private async Task<List<CredentialEntry>> OpenAsync(
        Provider provider, IEnumerable<ProviderCredential> credentials, CancellationToken cancellationToken)
    {
        List<CredentialEntry> usable = [];
        foreach (var credential in credentials)
        {
            if (await SecretAsync(credential, cancellationToken) is { Length: > 0 } secret)
            {
                usable.Add(new CredentialEntry(credential.Id, credential.Name, secret, credential.Weight));
            }
            else
            {
                LogNoSecret(credential.Name, provider.Name, credential.Variable);
            }
        }

        return usable;
    }

    private ProviderEntry Entry(Provider provider, IReadOnlyList<CredentialEntry> credentials) => new(
        provider.Id, provider.Name, provider.Kind, provider.BaseUrl is null ? null : new Uri(provider.BaseUrl), provider.ApiVersion,
        provider.Country, provider.Region, RecipientOf.Find(recipients, provider.BaseUrl), credentials);

    private async Task<string?> SecretAsync(ProviderCredential credential, CancellationToken cancellationToken) =>
        credential.Variable is { } variable ? configuration[variable]
        : credential.Secret is { } secret ? await vault.OpenSecretAsync(ProviderCredential.VaultUse, secret, cancellationToken)
        : null;

    [LoggerMessage(LogLevel.Warning, "Credential {Credential} of provider {Provider} is not used: the environment variable {Variable} is not set.")]
    private partial void LogNoSecret(string credential, string provider, string? variable);
}
