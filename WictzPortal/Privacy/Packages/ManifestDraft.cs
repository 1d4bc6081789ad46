using System.Reflection;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;

namespace WictzPortal.Privacy;

/// <summary>Collects what a manifest says while the files are written.</summary>
internal sealed class ManifestDraft
{
    private readonly List<ManifestFile> _files = [];

    public IReadOnlyList<ManifestFile> Files => _files;

    public void Add(PackageTable table, WrittenTable written)
    {
        var (marks, rule) = (table.Marks.ToList(), LegalCodes.Of(table.Set.Rule));
        _files.AddRange(written.Files.Select(file => Line(file, table.SchemaPath, marks, rule, written.EndOf(table))));
    }

    public void Add(PackedEntry file, IReadOnlyList<PersonalAttribute>? marks = null) =>
        _files.Add(Line(file, null, marks ?? [], marks is null ? null : LegalCodes.Of(marks[0].Rule), null));

    private static ManifestFile Line(
        PackedEntry file, string? schema, IReadOnlyList<PersonalAttribute> marks, string? retention, DateOnly? ends) => new(
        file.Path, file.MediaType, file.Sha256, file.Bytes, file.Rows, schema,
        marks.Count == 0 ? null : [.. marks.Select(m => m.Category.ToString()).Distinct()],
        marks.Count == 0 ? null : [.. marks.Select(m => m.Purpose.ToString()).Distinct()],
        marks.Count == 0 ? null : [.. marks.Select(m => LegalCodes.Of(m.Basis)).Distinct()],
        retention, ends);
}

/// <summary>Adds to the files what else a manifest says: whose it is, under which policy and inventory it was made, and what is left out.</summary>
internal sealed class ManifestFacts(
    DataMap map, Inventory inventory, PolicyShelf shelf, IOptions<ControllerOptions> controller, TimeProvider clock)
{
    private static readonly string Build =
        typeof(ManifestFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public async Task<Manifest> CompleteAsync(
        ManifestDraft draft, Package package, SubjectScope scope, string signingKey, CancellationToken cancellationToken)
    {
        var files = draft.Files;
        var policy = await shelf.CurrentAsync(PolicyKind.Privacy, cancellationToken);
        return new Manifest(
            Manifest.SchemaName, package.RequestNumber, package.Scope.ToString().ToLowerInvariant(),
            new ManifestSubject(scope.UserId, scope.AccountIds), controller.Value.Title, clock.GetUtcNow(), policy?.Number, inventory.Hash,
            files, Gaps.Of(map, package.Scope),
            new ManifestTotals(
                files.Count, files.Where(f => f.Path.EndsWith(".csv", StringComparison.Ordinal)).Sum(f => f.Rows ?? 0), files.Sum(f => f.Bytes)),
            new ManifestGenerator(Build), signingKey);
    }
}
