using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>A personal value as it stands in the database: ciphertext under the data key of its subject.</summary>
public readonly record struct Sealed(byte[] Bytes);

/// <summary>
/// Seals personal fields under a data key per subject and opens them for a named purpose. A subject is a user or an account.
/// Destroying a subject's key is what erasure rests on.
/// </summary>
public sealed class Vault
{
    private readonly KeyStore _keys;
    private readonly Counter<long> _opened;
    private byte[] _lookupKey = [];

    internal Vault(KeyStore keys, IMeterFactory meters)
    {
        _keys = keys;
        _opened = meters.Create("Wictz.Vault").CreateCounter<long>("wictz.personal_data.opened", "{value}", "Personal values opened, by purpose.");
    }

    public Task<Sealed> SealAsync(Guid subject, string plain, CancellationToken cancellationToken) =>
        SealAsync(subject, Encoding.UTF8.GetBytes(plain), cancellationToken);

    /// <summary>As the other, for what is not text, such as a piece of a file.</summary>
    public async Task<Sealed> SealAsync(Guid subject, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken) =>
        new(Cipher.Encrypt(await _keys.GetOrMakeAsync(NameOf(subject), cancellationToken), plain.Span, subject.ToByteArray()));

    /// <summary>As <see cref="SealAsync(Guid, string, CancellationToken)"/>; nothing for nothing.</summary>
    public async Task<Sealed?> SealOptionalAsync(Guid subject, string? plain, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(plain) ? null : await SealAsync(subject, plain.Trim(), cancellationToken);

    /// <returns>The plain value; null where there was none, or where the subject's key has been destroyed.</returns>
    public async Task<string?> OpenAsync(Guid subject, Sealed? value, Purpose purpose, CancellationToken cancellationToken) =>
        await OpenBytesAsync(subject, value, purpose, cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>As <see cref="OpenAsync"/>, for what is not text.</summary>
    public async Task<byte[]?> OpenBytesAsync(Guid subject, Sealed? value, Purpose purpose, CancellationToken cancellationToken)
    {
        if (value is not { Bytes: { } bytes } || await _keys.FindAsync(NameOf(subject), cancellationToken) is not { } key)
        {
            return null;
        }

        _opened.Add(1, new KeyValuePair<string, object?>("purpose", purpose.ToString()));
        return Cipher.Decrypt(key, bytes, subject.ToByteArray());
    }

    /// <summary>A keyed hash for equality look-ups of a personal value; 64 hex digits. The caller normalises the value first.</summary>
    public string LookupHash(string normalized) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_lookupKey, Encoding.UTF8.GetBytes(normalized)));

    /// <summary>A secret of the portal's own, made on first use: 32 bytes.</summary>
    public Task<byte[]> SystemKeyAsync(string use, CancellationToken cancellationToken) =>
        _keys.GetOrMakeAsync($"system/{use}", cancellationToken);

    /// <summary>Seals a secret of the operator's own, such as a provider's credential, under the system key of that use.</summary>
    public async Task<Sealed> SealSecretAsync(string use, string plain, CancellationToken cancellationToken) =>
        new(Cipher.Encrypt(await SystemKeyAsync(use, cancellationToken), Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(use)));

    public async Task<string> OpenSecretAsync(string use, Sealed secret, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(Cipher.Decrypt(await SystemKeyAsync(use, cancellationToken), secret.Bytes, Encoding.UTF8.GetBytes(use)));

    /// <summary>As <see cref="SealSecretAsync(string, string, CancellationToken)"/>, for what is not text, such as a PDF.</summary>
    public async Task<Sealed> SealSecretAsync(string use, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken) =>
        new(Cipher.Encrypt(await SystemKeyAsync(use, cancellationToken), plain.Span, Encoding.UTF8.GetBytes(use)));

    public async Task<byte[]> OpenSecretBytesAsync(string use, Sealed secret, CancellationToken cancellationToken) =>
        Cipher.Decrypt(await SystemKeyAsync(use, cancellationToken), secret.Bytes, Encoding.UTF8.GetBytes(use));

    /// <summary>Makes everything sealed for the subject unreadable, in every copy and backup of the data.</summary>
    public Task DestroyAsync(Guid subject, CancellationToken cancellationToken) => _keys.DestroyAsync(NameOf(subject), cancellationToken);

    /// <summary>Makes everything sealed under the system key of that use unreadable.</summary>
    public Task DestroySecretsAsync(string use, CancellationToken cancellationToken) => _keys.DestroyAsync($"system/{use}", cancellationToken);

    /// <summary>Drops the subject's key from this process's memory; another node has destroyed it.</summary>
    public void Forget(Guid subject) => _keys.Forget(NameOf(subject));

    /// <summary>Opens what <see cref="LookupHash"/> needs. Done at start; a verb, for which nothing starts, calls it itself.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) => _lookupKey = await SystemKeyAsync("lookup", cancellationToken);

    internal static string NameOf(Guid subject) => $"subject/{subject:N}";
}
