using System.Reflection;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;

namespace WictzPortal.Models;

/// <summary>Brings a catalogue file, or the starter catalogue, into the tables.</summary>
internal sealed class CatalogImport(IDbContextFactory<PortalDb> databases, CatalogWriter writer)
{
    private const string Starter = "WictzPortal.Models.catalog.starter.json";

    /// <param name="approved">Somebody has looked at price changes of more than ten times and wants them.</param>
    public async Task<ImportReport> RunAsync(ReadOnlyMemory<byte> utf8, bool approved, CancellationToken cancellationToken)
    {
        var (file, problems) = CatalogReader.Read(utf8);
        return file is null ? new ImportReport(problems, 0) : await writer.WriteAsync(file, approved, null, cancellationToken);
    }

    /// <summary>Adds the well-known providers and models that the catalogue does not have. What is there is the operator's, and stays.</summary>
    /// <param name="note">For the audit trail; null from the command line.</param>
    public async Task<ImportReport> AddStarterAsync(AuditNote? note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var providers = await db.Providers.Select(p => p.Name).ToHashSetAsync(cancellationToken);
        var models = (await db.Models.AsNoTracking().ToListAsync(cancellationToken)).SelectMany(m => m.Aliases.Prepend(m.Name)).ToHashSet();
        var starter = ReadStarter();
        var missing = new CatalogFile(
            [.. starter.Providers.Where(p => !providers.Contains(p.Name))],
            [.. starter.Models.Where(m => !m.Aliases.Prepend(m.Name).Any(models.Contains))]);
        return await writer.WriteAsync(missing, approved: false, note, cancellationToken);
    }

    private static CatalogFile ReadStarter()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(Starter)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        var (file, problems) = CatalogReader.Read(bytes.ToArray());
        return file ?? throw new InvalidOperationException(string.Join(' ', problems));
    }
}
