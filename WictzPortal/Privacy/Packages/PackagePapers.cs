using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Everything in a package that is not a table: files that folders keep, the access answer, schemas, and how to read it all.</summary>
internal sealed class PackagePapers(
    DataMap map, IEnumerable<IPersonalFiles> folders, AccessAnswer answer, Schemas schemas, PackageGuide guide)
{
    /// <summary>Columns whose content is in files.</summary>
    public IReadOnlyCollection<(Type, string)> Held { get; } = [.. folders.SelectMany(f => f.Holds)];

    public async Task WriteAsync(
        PackageWriter writer, ManifestDraft draft, Package package, SubjectScope scope,
        IReadOnlyList<(PackageTable Table, WrittenTable Written)> tables, CancellationToken cancellationToken)
    {
        foreach (var folder in folders)
        {
            var marks = MarksOf(folder);
            await foreach (var file in folder.ReadAsync(scope, cancellationToken))
            {
                draft.Add(await writer.AddAsync(writer.SafePath(folder.Folder, file.Name), file.ContentType, file.Bytes, cancellationToken), marks);
            }
        }

        if (package.Scope is PackageScope.Access)
        {
            var processing = await answer.ProcessingAsync(scope.UserId, tables, cancellationToken);
            draft.Add(await writer.AddAsync("access/processing.json", "application/json", processing, cancellationToken));
            draft.Add(await writer.AddAsync(
                "access/recipients.json", "application/json", await answer.RecipientsAsync(scope, cancellationToken), cancellationToken));
        }

        foreach (var (table, _) in tables)
        {
            draft.Add(await writer.AddAsync(table.SchemaPath, "application/schema+json", schemas.Write(table), cancellationToken));
        }

        draft.Add(await writer.AddAsync("BENIOKU.txt", "text/plain; charset=utf-8", guide.Write("tr", package), cancellationToken));
        draft.Add(await writer.AddAsync("README.txt", "text/plain; charset=utf-8", guide.Write("en", package), cancellationToken));
    }

    private List<PersonalAttribute> MarksOf(IPersonalFiles folder) => [..
        from set in map.Sets
        from property in set.Properties
        where property.Mark.Personal is not null && folder.Holds.Contains((set.Entity.ClrType, property.Property.Name))
        select property.Mark.Personal];
}
