using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>A one-time link that makes an administrator. Its secret is stored as a hash; using it deletes the row.</summary>
[NoSubject("made before its person is known to the portal")]
internal sealed class SetupLink
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private SetupLink() { }

    public SetupLink(Guid id, byte[] secretHash, Sealed? email, DateTimeOffset now) =>
        (Id, SecretHash, Email, ExpiresAt) = (id, secretHash, email, now + Lifetime);

    [NotPersonal("random id")]
    public Guid Id { get; private init; }

    [NotPersonal("hash of a random secret")]
    public byte[] SecretHash { get; private init; } = [];

    /// <summary>The address it is for, sealed under the link's own id; null when the first comer names one.</summary>
    [Personal(DataCategory.Contact, Purpose.AccountManagement, LegalBasis.LegitimateInterest, RetentionRule.Transient, ErasureMethod.Shred, ExportScope.Access)]
    public Sealed? Email { get; private init; }

    [NotPersonal("end of a link's life")]
    [KeptFrom(RetentionRule.Transient)]
    public DateTimeOffset ExpiresAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<SetupLink>
    {
        public void Configure(EntityTypeBuilder<SetupLink> link)
        {
            link.ToTable("setup_links");
            link.Property(l => l.Id).ValueGeneratedNever();
            link.HasIndex(l => l.SecretHash).IsUnique();
        }
    }
}

internal static class SetupLinkSet
{
    extension(PortalDb db)
    {
        public DbSet<SetupLink> SetupLinks => db.Set<SetupLink>();
    }
}
