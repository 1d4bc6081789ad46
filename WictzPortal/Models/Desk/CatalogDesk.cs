using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;

namespace WictzPortal.Models;

/// <summary>
/// What the admin pages change. Each form is read as the piece of a catalogue file that it stands for and written by the same writer, so
/// that pages and files have one set of rules. Each change stands in the audit trail.
/// </summary>
internal sealed class CatalogDesk(IDbContextFactory<PortalDb> databases, CatalogWriter writer, CatalogImport import, TimeProvider clock)
{
    /// <summary>Adds or changes a provider; its credentials stay. Nothing is written when something is wrong.</summary>
    /// <param name="isNew">A name that is taken is then refused.</param>
    public Task<IReadOnlyList<CatalogProblem>> SaveAsync(ProviderDraft draft, bool isNew, Guid? staffId, CancellationToken cancellationToken) =>
        SaveAsync(draft, isNew, new AuditNote(isNew ? "models.provider_added" : "models.provider_changed", staffId), cancellationToken);

    /// <summary>Lets calls go to a provider, or stops them. Switching on needs what a catalogue file would need.</summary>
    public async Task<IReadOnlyList<CatalogProblem>> SwitchAsync(int providerId, bool on, Guid? staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var draft = ProviderDraft.From(await db.Providers.AsNoTracking().SingleAsync(p => p.Id == providerId, cancellationToken));
        draft.Enabled = on;
        return await SaveAsync(draft, isNew: false, new AuditNote(on ? "models.provider_enabled" : "models.provider_disabled", staffId), cancellationToken);
    }

    /// <summary>
    /// Adds or changes a model. Deployments that the draft leaves out are retired; prices are added to the price book, and none of those
    /// in it changes.
    /// </summary>
    /// <param name="approved">Somebody has looked at price changes of more than ten times and wants them.</param>
    public async Task<IReadOnlyList<CatalogProblem>> SaveAsync(
        ModelDraft draft, bool isNew, bool approved, Guid? staffId, CancellationToken cancellationToken)
    {
        var (line, problems) = Read(draft.ToJson(clock.GetUtcNow()), CatalogReader.ReadModel);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (isNew && await db.Models.AnyAsync(m => m.Name == line.Name, cancellationToken))
        {
            problems.Add(new CatalogProblem("name", "is taken."));
        }

        var note = new AuditNote(isNew ? "models.model_added" : "models.model_changed", staffId) { Target = line.Name };
        return problems.Count > 0 ? problems : await WriteAsync(new CatalogFile([], [line]), approved, note, cancellationToken);
    }

    /// <summary>Adds what is missing of the starter catalogue.</summary>
    public Task<ImportReport> AddStarterAsync(Guid? staffId, CancellationToken cancellationToken) =>
        import.AddStarterAsync(new AuditNote("models.starter_added", staffId), cancellationToken);

    public static (T Line, List<CatalogProblem> Problems) Read<T>(JsonObject json, Func<JsonSpot, T> read)
    {
        var problems = new List<CatalogProblem>();
        var line = read(new JsonSpot(JsonSerializer.SerializeToElement(json), "", problems));
        return (line, problems);
    }

    private async Task<IReadOnlyList<CatalogProblem>> SaveAsync(ProviderDraft draft, bool isNew, AuditNote note, CancellationToken cancellationToken)
    {
        var (line, problems) = Read(draft.ToJson(), CatalogReader.ReadProvider);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (isNew && await db.Providers.AnyAsync(p => p.Name == line.Name, cancellationToken))
        {
            problems.Add(new CatalogProblem("name", "is taken."));
        }

        return problems.Count > 0
            ? problems
            : await WriteAsync(new CatalogFile([line with { Credentials = null }], []), false, note with { Target = line.Name }, cancellationToken);
    }

    private async Task<IReadOnlyList<CatalogProblem>> WriteAsync(CatalogFile file, bool approved, AuditNote note, CancellationToken cancellationToken)
    {
        try
        {
            return (await writer.WriteAsync(file, approved, note, cancellationToken)).Problems;
        }
        catch (DbUpdateConcurrencyException)
        {
            return [new CatalogProblem("", "Somebody else changed the catalogue at the same moment. Save again.")];
        }
    }
}
