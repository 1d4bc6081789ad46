using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>
/// Writes a package: every table the marks name, the files that folders keep, what an access request is told, and what proves it whole.
/// </summary>
internal sealed class PackageBuilder(
    IDbContextFactory<PortalDb> databases, DataMap map, Vault vault, IPersonScopes scopes, PackagePapers papers, ManifestFacts facts,
    TimeProvider clock)
{
    /// <summary>The name its signing key goes by.</summary>
    public const string KeyName = "packages";

    /// <summary>Safe to repeat: pieces of an earlier try are thrown away.</summary>
    public async Task<PackedFile> BuildAsync(Package package, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var parts = db.PackageParts;
            await parts.Where(p => p.PackageId == package.Id).ExecuteDeleteAsync(cancellationToken);
        }

        await using var target = new PartStream(databases, vault, package.UserId, package.Id);
        byte[] manifest;
        await using (var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken))
        {
            manifest = await WriteAsync(new PackageWriter(zip, clock.GetUtcNow()), package, cancellationToken);
        }

        await target.CompleteAsync(cancellationToken);
        return new PackedFile(target.Length, Convert.ToHexStringLower(SHA256.HashData(manifest)));
    }

    private async Task<byte[]> WriteAsync(PackageWriter writer, Package package, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(package.UserId, cancellationToken);
        var tables = PackageTable.All(map, package.Scope, papers.Held);
        var draft = new ManifestDraft();
        var written = new List<(PackageTable, WrittenTable)>(tables.Count);
        await using (var snapshots = new Snapshots(map))
        {
            var reader = new RowReader(databases, vault, scope, clock.GetUtcNow());
            foreach (var table in tables)
            {
                var db = await snapshots.OfAsync(table.Set, cancellationToken);
                var one = await TableWriter.WriteAsync(writer, table, reader, db, cancellationToken);
                draft.Add(table, one);
                written.Add((table, one));
            }
        }

        await papers.WriteAsync(writer, draft, package, scope, written, cancellationToken);

        var key = await SigningKey.ForAsync(vault, KeyName, cancellationToken);
        var manifest = (await facts.CompleteAsync(draft, package, scope, key.Id, cancellationToken)).ToJson();
        await writer.AddAsync(Manifest.Path, "application/json", manifest, cancellationToken);
        await writer.AddAsync(Manifest.SignaturePath, "application/octet-stream", key.Sign(manifest), cancellationToken);
        var sums = string.Concat(writer.Files.Select(file => $"{file.Sha256}  {file.Path}\n"));
        await writer.AddAsync(Manifest.SumsPath, "text/plain", Encoding.ASCII.GetBytes(sums), cancellationToken);
        return manifest;
    }
}
