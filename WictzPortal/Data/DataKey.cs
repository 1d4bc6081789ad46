using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>One data key, wrapped by a master key. Destroying the row makes all that it sealed unreadable for good.</summary>
[NoSubject("the vault destroys a subject's key by its name"), KeptWhile("its subject's data is there")]
internal sealed class DataKey
{
    private DataKey() { }

    public DataKey(string name, MasterKey master, byte[] key, DateTimeOffset now)
    {
        Name = name;
        CreatedAt = now;
        (MasterKeyId, Wrapped) = (master.Id, master.Wrap(name, key));
    }

    /// <summary><c>subject/{id}</c> for a person or account, <c>system/{use}</c> for the portal's own.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.AccountManagement, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Secret)]
    public string Name { get; private init; } = "";

    [NotPersonal("ciphertext of a random key")]
    public byte[] Wrapped { get; private set; } = [];

    [NotPersonal("names a master key, not a person")]
    public string MasterKeyId { get; private set; } = "";

    [NotPersonal("time of a key's making")]
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Wraps the same key under another master key. What it sealed stays as it is.</summary>
    public void Rewrap(MasterKey from, MasterKey to) => (MasterKeyId, Wrapped) = (to.Id, to.Wrap(Name, from.Unwrap(Name, Wrapped)));

    [StoredIn(typeof(KeyStoreDb))]
    internal sealed class Table : IEntityTypeConfiguration<DataKey>
    {
        public void Configure(EntityTypeBuilder<DataKey> key)
        {
            key.ToTable("data_keys");
            key.HasKey(k => k.Name);
            key.Property(k => k.Name).HasMaxLength(80);
            key.Property(k => k.MasterKeyId).HasMaxLength(16);
            key.HasIndex(k => k.MasterKeyId);
        }
    }
}
