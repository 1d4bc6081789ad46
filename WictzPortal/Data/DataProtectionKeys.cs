using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Data;

/// <summary>One of ASP.NET's data-protection keys: what signs and encrypts cookies and links.</summary>
internal sealed class DataProtectionKey
{
    [NotPersonal("number of a row")]
    public long Id { get; private init; }

    [NotPersonal("name of a random key")]
    public string FriendlyName { get; init; } = "";

    [NotPersonal("ciphertext of a random key")]
    public byte[] Wrapped { get; init; } = [];

    internal sealed class Table : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> key)
        {
            key.ToTable("data_protection_keys");
            key.Property(k => k.FriendlyName).HasMaxLength(100);
        }
    }
}

/// <summary>Keeps the data-protection keys in the database, wrapped, so that every node and every restart shares them.</summary>
internal sealed class DataProtectionKeys(IDbContextFactory<PortalDb> databases, Vault vault) : IXmlRepository
{
    // The interface is synchronous. It is called at start and when a key is made, some four times a year.
    private byte[] Key => vault.SystemKeyAsync("data-protection", CancellationToken.None).GetAwaiter().GetResult();

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return [.. db.Set<DataProtectionKey>().AsNoTracking().AsEnumerable()
            .Select(stored => XElement.Parse(Encoding.UTF8.GetString(Cipher.Decrypt(Key, stored.Wrapped, default))))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        var plain = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        db.Add(new DataProtectionKey { FriendlyName = friendlyName, Wrapped = Cipher.Encrypt(Key, plain, default) });
        db.SaveChanges();
        CryptographicOperations.ZeroMemory(plain);
    }
}
