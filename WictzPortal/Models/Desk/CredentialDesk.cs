using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using WictzPortal.Audit;
using WictzPortal.Data;

namespace WictzPortal.Models;

/// <summary>A credential as staff see it: everything but the secret.</summary>
public sealed record CredentialRow(int Id, string Name, string? Variable, int Weight, bool Enabled);

/// <summary>
/// Adds, rotates, weighs, rests and removes the credentials of a provider. What is sealed never comes out to a page, and each change stands
/// in the audit trail.
/// </summary>
internal sealed class CredentialDesk(IDbContextFactory<PortalDb> databases, CatalogWriter writer, AuditTrail audit)
{
    /// <summary>Those that hold something, by name.</summary>
    public async Task<IReadOnlyList<CredentialRow>> ListAsync(int providerId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await db.ProviderCredentials.AsNoTracking().Where(c => c.ProviderId == providerId).ToListAsync(cancellationToken);
        return [.. all.Where(c => c.IsHeld).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
            .Select(c => new CredentialRow(c.Id, c.Name, c.Variable, c.Weight, c.Enabled))];
    }

    /// <summary>Adds a credential; or, where the draft names one, replaces its secret (rotates it) or changes its weight alone.</summary>
    public async Task<IReadOnlyList<CatalogProblem>> SaveAsync(
        int providerId, CredentialDraft draft, Guid? staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var all = await db.ProviderCredentials.Where(c => c.ProviderId == providerId).ToListAsync(cancellationToken);
        var known = all.Find(c => c.Id == draft.Id);
        var weight = 0;
        var (line, problems) = CatalogDesk.Read(draft.ToJson(), spot =>
        {
            weight = (int)spot.Whole("weight", 0, 10_000, 100);
            return CatalogReader.ReadCredential(spot, known?.Name ?? spot.RequiredText("name", Provider.NameLength));
        });
        var same = all.Find(c => c.Name == line?.Name);
        if (line is null && known is null)
        {
            problems.Add(new CatalogProblem("apiKey", "give a secret (apiKey) or an environment variable that holds it (apiKeyEnv)."));
        }
        else if (known is null && same is { IsHeld: true })
        {
            problems.Add(new CatalogProblem("name", "is taken."));
        }

        if (problems.Count > 0)
        {
            return [.. problems.DistinctBy(p => p.Path)];
        }

        var credential = known ?? same ?? db.Add(new ProviderCredential(providerId, line!.Name)).Entity;
        if (line is null)
        {
            credential.Weigh(weight);
        }
        else
        {
            await writer.ApplyCredentialAsync(credential, line, cancellationToken);
        }

        var note = new AuditNote(line is null ? "models.credential_weighed" : "models.credential_sealed", staffId);
        await CommitAsync(db, transaction, credential, note, cancellationToken);
        return [];
    }

    /// <summary>A resting credential keeps its secret; calls stop using it within a second.</summary>
    public Task SwitchAsync(int id, bool on, Guid? staffId, CancellationToken cancellationToken) =>
        ChangeAsync(id, c => c.Switch(on), new AuditNote(on ? "models.credential_enabled" : "models.credential_disabled", staffId), cancellationToken);

    /// <summary>Forgets the secret for good.</summary>
    public Task RemoveAsync(int id, Guid? staffId, CancellationToken cancellationToken) =>
        ChangeAsync(id, c => c.Retire(), new AuditNote("models.credential_removed", staffId), cancellationToken);

    private async Task ChangeAsync(int id, Action<ProviderCredential> change, AuditNote note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var credential = await db.ProviderCredentials.SingleAsync(c => c.Id == id, cancellationToken);
        change(credential);
        await CommitAsync(db, transaction, credential, note, cancellationToken);
    }

    private async Task CommitAsync(
        PortalDb db, IDbContextTransaction transaction, ProviderCredential credential, AuditNote note, CancellationToken cancellationToken)
    {
        var provider = await db.Providers.Where(p => p.Id == credential.ProviderId).Select(p => p.Name).SingleAsync(cancellationToken);
        await CatalogVersion.CountUpAsync(db, cancellationToken);
        await audit.WriteAsync(db, note with { Target = $"{provider}: {credential.Name}" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
