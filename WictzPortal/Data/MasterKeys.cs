using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WictzPortal.Data;

/// <summary>Settings under <c>Vault</c>. Without them the master key is a file in the data directory's folder <c>secrets</c>.</summary>
internal sealed class VaultOptions
{
    private const string Base64Key = "^[A-Za-z0-9+/]{43}=$";

    /// <summary>32 bytes as base64. Given, no file is written. Default: none.</summary>
    [RegularExpression(Base64Key, ErrorMessage = "Vault:MasterKey must be 32 bytes in base64.")]
    public string? MasterKey { get; init; }

    /// <summary>The key before <see cref="MasterKey"/>, while <c>master-key rotate</c> has not yet run. Default: none.</summary>
    [RegularExpression(Base64Key, ErrorMessage = "Vault:PreviousMasterKey must be 32 bytes in base64.")]
    public string? PreviousMasterKey { get; init; }

    /// <summary>Path of the master key file. Default <c>{Portal:DataDirectory}/secrets/master.keys</c>. Keep it out of backups of the data.</summary>
    public string? MasterKeyFile { get; init; }
}

/// <summary>A key that only wraps data keys. It never touches data.</summary>
internal sealed class MasterKey(byte[] key)
{
    /// <summary>Names the key without telling it: the start of its SHA-256.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 6));

    public byte[] Wrap(string name, byte[] dataKey) => Cipher.Encrypt(key, dataKey, Encoding.UTF8.GetBytes(name));

    /// <summary>A key for another use, which tells nothing of this one.</summary>
    public byte[] Derive(string use) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(use));

    public byte[] Unwrap(string name, byte[] wrapped) => Cipher.Decrypt(key, wrapped, Encoding.UTF8.GetBytes(name));
}

/// <summary>
/// The master keys, kept outside every database: from settings, or from a file of mode 600 with one key a line, the newest
/// first. The file is read again when it has changed, so that a rotation needs no restart.
/// </summary>
internal sealed class MasterKeys(IOptions<VaultOptions> options, DataFolder folder)
{
    private readonly Lock _gate = new();
    private (DateTime ChangedAt, IReadOnlyList<MasterKey> Keys) _read;

    /// <summary>Wraps everything new.</summary>
    public MasterKey Current => Read()[0];

    public bool InFile => options.Value.MasterKey is null;

    private string Path => options.Value.MasterKeyFile ?? System.IO.Path.Combine(folder.Folder("secrets"), "master.keys");

    /// <exception cref="InvalidOperationException">The key is not there: it was lost, or never given to this node.</exception>
    public MasterKey Find(string id) => Read().FirstOrDefault(key => key.Id == id)
        ?? throw new InvalidOperationException(
            $"Master key {id} is missing. Put it back into {(InFile ? Path : "Vault:PreviousMasterKey")}; without it the sealed data cannot be read.");

    /// <summary>Puts a new key before the others. Only for keys in a file.</summary>
    public void Add() => Write([NewLine(), .. File.ReadAllLines(Path)]);

    /// <summary>Forgets every key but the newest.</summary>
    public void Prune() => Write([File.ReadAllLines(Path)[0]]);

    private IReadOnlyList<MasterKey> Read()
    {
        if (options.Value is { MasterKey: { } given } settings)
        {
            return [Parse(given), .. settings.PreviousMasterKey is { } previous ? [Parse(previous)] : Array.Empty<MasterKey>()];
        }

        lock (_gate)
        {
            if (!File.Exists(Path))
            {
                DataFolder.WriteFirstSecret(Path, NewLine() + "\n");      // nodes may share the folder
            }

            var changedAt = File.GetLastWriteTimeUtc(Path);
            if (_read.Keys is null || _read.ChangedAt != changedAt)
            {
                _read = (changedAt, [.. File.ReadAllLines(Path).Where(line => line.Length > 0).Select(Parse)]);
            }

            return _read.Keys;
        }
    }

    private void Write(IEnumerable<string> lines) => DataFolder.WriteSecret(Path, string.Join('\n', lines) + "\n");

    private static MasterKey Parse(string line) => new(Convert.FromBase64String(line));

    private static string NewLine() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Cipher.KeyBytes));
}
