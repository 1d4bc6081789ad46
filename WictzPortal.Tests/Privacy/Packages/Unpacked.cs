using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Privacy;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>A package as its person gets it, unpacked in memory.</summary>
internal sealed class Unpacked
{
    private Unpacked(byte[] zip, IReadOnlyDictionary<string, byte[]> files) => (Zip, Files) = (zip, files);

    public byte[] Zip { get; }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public JsonElement Manifest => Json("manifest.json");

    /// <summary>All files but the archive's own frame, as text.</summary>
    public string Everything => string.Concat(Files.Values.Select(Encoding.UTF8.GetString));

    /// <summary>Files a request, has the package made, and opens it.</summary>
    public static async Task<Unpacked> AskAsync(PortalApp app, Guid userId, RequestType type)
    {
        var filed = await app.Get<DataSubjectRequests>().FileAsync(
            new NewRequest(RequestChannel.Portal, [type]) { UserId = userId, Proven = IdentityLevel.SteppedUp }, default);
        Assert.True(filed.Succeeded, filed.Failure?.ToString());
        await app.Get<PackagesJob>().RunAsync(default);

        await using var db = app.OpenDb();
        var package = await db.Packages.AsNoTracking().SingleAsync(p => p.RequestId == filed.Value.Id);
        Assert.NotNull(package.ReadyAt);
        return await OpenAsync(app, userId, package.Id);
    }

    public static async Task<Unpacked> OpenAsync(PortalApp app, Guid userId, Guid packageId)
    {
        using var bytes = new MemoryStream();
        await app.Get<PackageDesk>().CopyAsync(userId, packageId, bytes, default);
        return Read(bytes.ToArray());
    }

    public static Unpacked Read(byte[] zip)
    {
        var files = new Dictionary<string, byte[]>();
        using var archive = new ZipArchive(new MemoryStream(zip));
        foreach (var entry in archive.Entries)
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            files[entry.FullName] = content.ToArray();
        }

        return new Unpacked(zip, files);
    }

    /// <summary>The archive anew, with one file changed; null takes it out.</summary>
    public byte[] With(string path, string? content)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, old) in Files.Where(f => f.Key != path))
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(old);
            }

            if (content is not null)
            {
                using var stream = archive.CreateEntry(path).Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }

    public JsonElement Json(string path) => JsonDocument.Parse(Files[path]).RootElement;

    public string Text(string path) => Encoding.UTF8.GetString(Files[path]);
}
