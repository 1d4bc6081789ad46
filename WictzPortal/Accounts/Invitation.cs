using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>An e-mail address asked to join an account. The link's secret is stored as a hash.</summary>
internal sealed class Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private Invitation() { }

    public Invitation(Guid accountId, Guid invitedBy, MemberRole role, Sealed email, string emailHash, byte[] secretHash, DateTimeOffset now) =>
        (AccountId, InvitedBy, Role, Email, EmailHash, SecretHash, InvitedAt, ExpiresAt) =
            (accountId, invitedBy, role, email, emailHash, secretHash, now, now + Lifetime);

    [NotPersonal("random id")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid InvitedBy { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Portable)]
    public MemberRole Role { get; private init; }

    /// <summary>Sealed under the account's data key: the person invited may not be a user.</summary>
    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Portable)]
    public Sealed Email { get; private init; }

    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Secret)]
    public string EmailHash { get; private init; } = "";

    [NotPersonal("hash of a random secret")]
    public byte[] SecretHash { get; private init; } = [];

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset InvitedAt { get; private init; }

    [NotPersonal("end of a link's life")]
    [KeptFrom(RetentionRule.Transient)]
    public DateTimeOffset ExpiresAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation)
        {
            invitation.ToTable("invitations");
            invitation.Property(i => i.EmailHash).HasMaxLength(64);
            invitation.HasIndex(i => i.SecretHash).IsUnique();
            invitation.HasIndex(i => new { i.AccountId, i.EmailHash }).IsUnique();
        }
    }
}

internal static class InvitationSet
{
    extension(PortalDb db)
    {
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
    }
}
