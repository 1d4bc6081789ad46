namespace WictzPortal.Data;

/// <summary>
/// What backups are sealed under: data under a key of the key store, so that a data backup alone opens nowhere; the key store itself under
/// the master key.
/// </summary>
public sealed class BackupKeys
{
    private readonly Vault _vault;
    private readonly MasterKeys _masters;

    internal BackupKeys(Vault vault, MasterKeys masters) => (_vault, _masters) = (vault, masters);

    public Task<byte[]> ForDataAsync(CancellationToken cancellationToken) => _vault.SystemKeyAsync("backup", cancellationToken);

    /// <summary>The current master key's name, and what is made of it.</summary>
    public (string MasterKeyId, byte[] Key) ForKeyStore() => (_masters.Current.Id, _masters.Current.Derive("key store backup"));

    /// <exception cref="InvalidOperationException">That master key is not here.</exception>
    public byte[] ForKeyStore(string masterKeyId) => _masters.Find(masterKeyId).Derive("key store backup");
}

/// <summary>Work on the data that comes before everything else: the schema is up to date, the port is closed, and no job runs.</summary>
public interface IBeforeServing
{
    Task RunAsync(CancellationToken cancellationToken);
}
