using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Recipients;

namespace WictzPortal.Models;

/// <summary>What a change of the catalogue did, or why it did nothing.</summary>
internal sealed record ImportReport(IReadOnlyList<CatalogProblem> Problems, int Changes);

/// <summary>
/// The one way into the catalogue's tables, for files and for the admin pages: whole or not at all. Providers and models that are not
/// named stay as they are; of those named, credentials and deployments that are left out are retired. Safe to repeat.
/// </summary>
internal sealed class CatalogWriter(
    IDbContextFactory<PortalDb> databases, Vault vault, RecipientDesk recipients, AuditTrail audit, TimeProvider clock)
{
    /// <param name="approved">Somebody has looked at price changes of more than ten times and wants them.</param>
    /// <param name="note">For the audit trail, if anything changes; null for a file, which names nobody.</param>
    public async Task<ImportReport> WriteAsync(CatalogFile file, bool approved, AuditNote? note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        List<CatalogProblem> wrong = [];
        var changes = await RegisterAsync(db, file.Providers, wrong, cancellationToken);
        changes += await ApplyProvidersAsync(db, file, cancellationToken);
        changes += await ApplyModelsAsync(db, file, wrong, cancellationToken);
        wrong.AddRange(await ApplyPricesAsync(db, file, approved, cancellationToken));
        if (wrong.Count > 0)
        {
            return new ImportReport(wrong, 0);
        }

        changes += await db.SaveChangesAsync(cancellationToken);
        if (changes > 0)
        {
            await CatalogVersion.CountUpAsync(db, cancellationToken);
            if (note is not null)
            {
                await audit.WriteAsync(db, note, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return new ImportReport([], changes);
    }

    /// <summary>Takes over a checked line. The same secret stays as it was sealed, so that repeating changes nothing.</summary>
    public async Task ApplyCredentialAsync(ProviderCredential credential, CredentialLine line, CancellationToken cancellationToken)
    {
        credential.Apply(line.Weight, line.Variable);
        if (line.ApiKey is null)
        {
            credential.Keep(null);
        }
        else if (credential.Secret is not { } known
            || await vault.OpenSecretAsync(ProviderCredential.VaultUse, known, cancellationToken) != line.ApiKey)
        {
            credential.Keep(await vault.SealSecretAsync(ProviderCredential.VaultUse, line.ApiKey, cancellationToken));
        }
    }

    // Calls go only where the register allows. What a file declares waits there for somebody to approve; what a page switches on must be there.
    private async Task<int> RegisterAsync(PortalDb db, IReadOnlyList<ProviderLine> providers, List<CatalogProblem> wrong, CancellationToken cancellationToken)
    {
        var proposed = 0;
        foreach (var line in providers.Where(line => line.Enabled && RecipientOf.IsNeeded(line.BaseUrl, line.Country)))
        {
            var host = new Uri(line.BaseUrl!).IdnHost;
            if (await RecipientDesk.OfHostAsync(db, host, cancellationToken) is { } entry)
            {
                if (line.Declared is null && !RecipientOf.Allows(entry, line.Country, clock.GetUtcNow()))
                {
                    wrong.Add(new CatalogProblem(At(line), "nothing may go to {0} now, as the register of recipients has it.", entry.Name));
                }
            }
            else if (line.Declared is { } declared)
            {
                proposed += await recipients.ProposeAsync(db, declared, "The catalogue file names it.", cancellationToken) ? 1 : 0;
            }
            else
            {
                wrong.Add(new CatalogProblem(At(line), "the register of recipients does not name the host {0}. Enter whose it is there first.", host));
            }
        }

        return proposed;

        static string At(ProviderLine line) => line.Path.Length == 0 ? "baseUrl" : $"{line.Path}.baseUrl";
    }

    private async Task<int> ApplyProvidersAsync(PortalDb db, CatalogFile file, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.ToDictionaryAsync(p => p.Name, cancellationToken);
        foreach (var line in file.Providers)
        {
            if (!providers.TryGetValue(line.Name, out var provider))
            {
                provider = providers[line.Name] = db.Add(new Provider(line.Name)).Entity;
            }

            provider.Apply(line);
        }

        var changes = await db.SaveChangesAsync(cancellationToken);      // new rows get their numbers
        var credentials = await db.ProviderCredentials.ToListAsync(cancellationToken);
        foreach (var line in file.Providers.Where(line => line.Credentials is not null))
        {
            await ApplyCredentialsAsync(db, providers[line.Name].Id, line.Credentials!, credentials, cancellationToken);
        }

        return changes + await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ApplyCredentialsAsync(
        PortalDb db, int providerId, IReadOnlyList<CredentialLine> lines, List<ProviderCredential> credentials, CancellationToken cancellationToken)
    {
        foreach (var gone in credentials.Where(c => c.ProviderId == providerId && lines.All(line => line.Name != c.Name)))
        {
            gone.Retire();
        }

        foreach (var line in lines)
        {
            var credential = credentials.Find(c => c.ProviderId == providerId && c.Name == line.Name)
                ?? db.Add(new ProviderCredential(providerId, line.Name)).Entity;
            await ApplyCredentialAsync(credential, line, cancellationToken);
        }
    }

    private async Task<int> ApplyModelsAsync(PortalDb db, CatalogFile file, List<CatalogProblem> wrong, CancellationToken cancellationToken)
    {
        var models = await db.Models.ToDictionaryAsync(m => m.Name, cancellationToken);
        foreach (var line in file.Models)
        {
            if (!models.TryGetValue(line.Name, out var model))
            {
                model = models[line.Name] = db.Add(new Model(line.Name, clock.GetUtcNow())).Entity;
            }

            model.Apply(line);
        }

        wrong.AddRange(models.Values.SelectMany(m => m.Aliases.Prepend(m.Name)).GroupBy(name => name, StringComparer.Ordinal)
            .Where(same => same.Count() > 1).Select(same => new CatalogProblem("models", "'{0}' would name two models.", same.Key)));
        if (wrong.Count > 0)
        {
            return 0;
        }

        var changes = await db.SaveChangesAsync(cancellationToken);
        var providers = await db.Providers.ToDictionaryAsync(p => p.Name, p => p.Id, cancellationToken);
        var deployments = await db.Deployments.ToListAsync(cancellationToken);
        foreach (var line in file.Models)
        {
            wrong.AddRange(ApplyDeployments(db, models[line.Name].Id, line, providers, deployments));
        }

        return changes + await db.SaveChangesAsync(cancellationToken);
    }

    private static List<CatalogProblem> ApplyDeployments(
        PortalDb db, int modelId, ModelLine model, Dictionary<string, int> providers, List<Deployment> deployments)
    {
        List<CatalogProblem> wrong = [];
        HashSet<Deployment> kept = [];
        foreach (var line in model.Deployments)
        {
            if (!providers.TryGetValue(line.Provider, out var providerId))
            {
                wrong.Add(new CatalogProblem($"{line.Path}.provider", "no provider is called '{0}'.", line.Provider));
                continue;
            }

            var deployment = deployments.Find(d => d.ModelId == modelId && d.ProviderId == providerId && d.UpstreamModel == line.UpstreamModel)
                ?? db.Add(new Deployment(modelId, providerId, line.UpstreamModel)).Entity;
            deployment.Apply(line.Priority, line.Weight, line.Cost);
            if (!kept.Add(deployment))
            {
                wrong.Add(new CatalogProblem(line.Path, "the same provider and upstreamModel stand there twice."));
            }
        }

        foreach (var gone in deployments.Where(d => d.ModelId == modelId && !kept.Contains(d)))
        {
            gone.Retire();
        }

        return wrong;
    }

    private async Task<List<CatalogProblem>> ApplyPricesAsync(PortalDb db, CatalogFile file, bool approved, CancellationToken cancellationToken)
    {
        var models = await db.Models.ToDictionaryAsync(m => m.Name, m => m.Id, cancellationToken);
        var versions = await db.PriceVersions.ToListAsync(cancellationToken);
        List<CatalogProblem> wrong = [];
        foreach (var line in file.Models.Where(m => models.ContainsKey(m.Name)))
        {
            var id = models[line.Name];
            var book = new PriceBook(id, versions.Where(v => v.ModelId == id));
            foreach (var price in line.Prices.OrderBy(p => p.EffectiveFrom))
            {
                wrong.AddRange(book.Add(price, approved, clock.GetUtcNow()));
            }

            db.AddRange(book.Added);
        }

        return wrong;
    }
}
