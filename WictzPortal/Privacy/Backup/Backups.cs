using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>A backup that was made.</summary>
public sealed record MadeBackup(BackupKind Kind, string Path, long Bytes);

/// <summary>
/// Makes sealed backups, reads each one back before it counts, and deletes those that are too old. Data and key store go to different
/// places: an erased person's key is in no backup after days, so that older backups of the data cannot be read of that person.
/// </summary>
internal sealed class Backups(IDatabaseCopies copies, BackupKeys keys, DataFolder data, IOptions<BackupOptions> options, TimeProvider clock)
{
    private const string Extension = ".wzb";

    /// <param name="directory">For the data.</param>
    /// <param name="keyDirectory">For the key store.</param>
    public async Task<IReadOnlyList<MadeBackup>> MakeAsync(string directory, string keyDirectory, CancellationToken cancellationToken)
    {
        var (masterKeyId, masterKey) = keys.ForKeyStore();
        return
        [
            await MakeAsync(BackupKind.Data, directory, "", await keys.ForDataAsync(cancellationToken), options.Value.KeepDays, cancellationToken),
            await MakeAsync(BackupKind.Keys, keyDirectory, masterKeyId, masterKey, options.Value.KeepKeyDays, cancellationToken),
        ];
    }

    /// <summary>Reads a backup through and puts its databases in their place.</summary>
    /// <returns>Null; or why not. Nothing is changed then.</returns>
    public async Task<string?> RestoreAsync(string path, CancellationToken cancellationToken)
    {
        if (SealedFile.Peek(path) is not var (kind, keyId))
        {
            return "This is no backup of the portal.";
        }

        if (await copies.HindranceAsync(kind, cancellationToken) is { } hindrance)
        {
            return hindrance;
        }

        try
        {
            var key = kind is BackupKind.Data ? await keys.ForDataAsync(cancellationToken) : keys.ForKeyStore(keyId);
            return await InWorkFolderAsync(async folder =>
            {
                await using var opened = SealedFile.Open(path, key);
                await using var unzipped = new GZipStream(opened, CompressionMode.Decompress);
                await TarFile.ExtractToDirectoryAsync(unzipped, folder, overwriteFiles: false, cancellationToken);
                await opened.CopyToAsync(Stream.Null, cancellationToken);      // to the last block, which proves that none is missing
                await copies.PlaceAsync(kind, folder, cancellationToken);
                return (string?)null;
            });
        }
        catch (CryptographicException)
        {
            return "This backup was changed, or belongs to another key store.";
        }
        catch (InvalidDataException damaged)
        {
            return damaged.Message;
        }
    }

    private async Task<MadeBackup> MakeAsync(
        BackupKind kind, string directory, string keyId, byte[] key, int keepDays, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var prefix = kind is BackupKind.Data ? "portal-" : "keys-";
        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{prefix}{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}{Extension}"));
        var unproven = $"{path}.new";
        File.Delete(unproven);
        await InWorkFolderAsync(async folder =>
        {
            await copies.CopyAsync(kind, folder, cancellationToken);
            await using (var file = SealedFile.Create(unproven, kind, keyId, key))
            await using (var zipped = new GZipStream(file, CompressionLevel.Fastest))
            {
                await TarFile.CreateFromDirectoryAsync(folder, zipped, includeBaseDirectory: false, cancellationToken);
            }

            await ProveAsync(unproven, key, folder, cancellationToken);
            return true;
        });
        File.Move(unproven, path, overwrite: true);
        Prune(directory, prefix, keepDays);
        return new MadeBackup(kind, path, new FileInfo(path).Length);
    }

    /// <summary>Reads the sealed file as a restore would, and compares.</summary>
    private static async Task ProveAsync(string path, byte[] key, string folder, CancellationToken cancellationToken)
    {
        await using var opened = SealedFile.Open(path, key);
        await using var unzipped = new GZipStream(opened, CompressionMode.Decompress);
        await using var archive = new TarReader(unzipped);
        var left = Directory.GetFiles(folder).Select(Path.GetFileName).ToHashSet();
        while (await archive.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = Path.GetFileName(entry.Name);
            if (entry.DataStream is not { } stored || !left.Remove(name))
            {
                continue;
            }

            await using var original = File.OpenRead(Path.Combine(folder, name));
            var (there, here) = (await SHA256.HashDataAsync(stored, cancellationToken), await SHA256.HashDataAsync(original, cancellationToken));
            if (!there.AsSpan().SequenceEqual(here))
            {
                throw new InvalidDataException($"{name} is not in the backup as it was.");
            }
        }

        if (left.Count > 0)
        {
            throw new InvalidDataException("The backup is not complete.");
        }
    }

    // Unsealed copies stay within the data directory, whose disk is as safe as theirs, and go at once.
    private async Task<T> InWorkFolderAsync<T>(Func<string, Task<T>> work)
    {
        var folder = data.Folder(Path.Combine("work", Guid.NewGuid().ToString("N")));
        try
        {
            return await work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Prune(string directory, string prefix, int keepDays)
    {
        var oldest = clock.GetUtcNow().AddDays(-keepDays);
        foreach (var file in Directory.GetFiles(directory, $"{prefix}*{Extension}"))
        {
            var stamp = Path.GetFileNameWithoutExtension(file)[prefix.Length..];
            if (DateTimeOffset.TryParseExact(
                stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var madeAt) && madeAt <= oldest)
            {
                File.Delete(file);
            }
        }
    }
}
