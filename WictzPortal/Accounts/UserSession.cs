using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>One sign-in on one device. A cookie whose session has ended is refused. Kept 90 days after its end.</summary>
internal sealed class UserSession
{
    /// <summary>How long after its last use a session ends by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);
    private UserSession() { }

    public UserSession(Guid id, Guid userId, Guid accountId, string device, Sealed? ip, bool usedSecondFactor, DateTimeOffset now) =>
        (Id, UserId, AccountId, Device, Ip, UsedSecondFactor, StartedAt, LastSeenAt, ProvenAt) =
            (id, userId, accountId, device, ip, usedSecondFactor, now, now, now);

    [NotPersonal("random id")]
    public Guid Id { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; private init; }

    /// <summary>The account acted for.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid AccountId { get; set; }

    /// <summary>Browser family with its major version, and family of the system: <c>Firefox/145 · Linux</c>. From a closed list of words.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public string Device { get; private init; } = "";

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed? Ip { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public bool UsedSecondFactor { get; set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>To five minutes.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>When the person last proved by password, code or passkey who they are.</summary>
    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? ProvenAt { get; private set; }

    [Personal(DataCategory.TransactionSecurity, Purpose.Security, LegalBasis.LegitimateInterest, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset? EndedAt { get; private set; }

    internal sealed class Table : IEntityTypeConfiguration<UserSession>
    {
        public void Configure(EntityTypeBuilder<UserSession> session)
        {
            session.ToTable("user_sessions");
            session.Property(s => s.Device).HasMaxLength(60);
            session.HasIndex(s => new { s.UserId, s.LastSeenAt });
        }
    }
}

internal static class UserSessionSet
{
    extension(PortalDb db)
    {
        public DbSet<UserSession> UserSessions => db.Set<UserSession>();
    }
}
