using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WictzPortal.Privacy;

/// <summary>Recomputes everything that a package says of itself: signature, sums, sizes and counts of rows.</summary>
internal static class PackageCheck
{
    /// <param name="publicKey">In PEM.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(Stream zip, string publicKey, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, null, cancellationToken);
        var names = archive.Entries.Select(e => e.FullName).ToList();
        if (names.Find(name => !IsSafe(name)) is { } unsafePath)
        {
            return [$"{unsafePath} would be unpacked outside the folder"];
        }

        if (names.Count != names.Distinct(StringComparer.OrdinalIgnoreCase).Count())
        {
            return ["two files have the same name"];
        }

        if (archive.GetEntry(Manifest.Path) is not { } listed || archive.GetEntry(Manifest.SignaturePath) is not { } signed)
        {
            return [$"{Manifest.Path} or {Manifest.SignaturePath} is missing"];
        }

        var json = await ReadAsync(listed, cancellationToken);
        if (!IsSigned(json, await ReadAsync(signed, cancellationToken), publicKey))
        {
            return [$"{Manifest.SignaturePath} does not fit: {Manifest.Path} was changed, or another key signed it"];
        }

        return JsonSerializer.Deserialize<JsonElement>(json).GetProperty("schema").GetString() == Manifest.SchemaName
            ? await CompareAsync(archive, Manifest.FromJson(json)!, cancellationToken)
            : [$"{Manifest.Path} is of another version than {Manifest.SchemaName}"];
    }

    private static async Task<IReadOnlyList<string>> CompareAsync(ZipArchive archive, Manifest manifest, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            var facts = await MeasureAsync(entry, cancellationToken);
            sums[entry.FullName] = facts.Sha256;
            var listed = manifest.Files.FirstOrDefault(f => f.Path == entry.FullName);
            if (listed is null && entry.FullName is not (Manifest.Path or Manifest.SignaturePath or Manifest.SumsPath))
            {
                faults.Add($"{entry.FullName} is not in the manifest");
            }
            else if (listed is not null && (listed.Sha256 != facts.Sha256 || listed.Bytes != facts.Bytes))
            {
                faults.Add($"{entry.FullName} is not as it was written");
            }
            else if (listed?.Rows is { } rows && rows != facts.Rows)
            {
                faults.Add($"{entry.FullName} has {facts.Rows} rows, not {rows}");
            }
        }

        faults.AddRange(manifest.Files.Where(f => !sums.ContainsKey(f.Path)).Select(f => $"{f.Path} is missing"));
        var expected = sums.Where(s => s.Key != Manifest.SumsPath).Select(s => $"{s.Value}  {s.Key}").Order(StringComparer.Ordinal);
        var written = archive.GetEntry(Manifest.SumsPath) is { } file ? Encoding.ASCII.GetString(await ReadAsync(file, cancellationToken)) : "";
        return expected.SequenceEqual(written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
            ? faults
            : [.. faults, $"{Manifest.SumsPath} does not fit"];
    }

    private static bool IsSafe(string path) =>
        !path.StartsWith('/') && !path.Contains('\\') && !path.Contains(':') && !path.Split('/').Any(part => part is "" or "." or "..");

    private static bool IsSigned(byte[] manifest, byte[] signature, string publicKey)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        return key.VerifyData(manifest, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static async Task<byte[]> ReadAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using var content = await entry.OpenAsync(cancellationToken);
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    // Rows of CSV end at a line feed outside quotes, after a header; in JSON each begins a line, and no line within one does.
    private static async Task<(string Sha256, long Bytes, long Rows)> MeasureAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var content = await entry.OpenAsync(cancellationToken);
        var (bytes, ends, objects, isQuoted, before) = (0L, 0L, 0L, false, (byte)'\n');
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            bytes += read;
            foreach (var each in buffer.AsSpan(0, read))
            {
                isQuoted ^= each == '"';
                ends += each == '\n' && !isQuoted ? 1 : 0;
                objects += each == '{' && before == '\n' ? 1 : 0;
                before = each;
            }
        }

        var rows = entry.FullName.EndsWith(".csv", StringComparison.Ordinal) ? ends - 1 : objects;
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes, rows);
    }
}
