using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>What a member may do in an account, from the least to the most.</summary>
public enum MemberRole
{
    /// <summary>Reads usage.</summary>
    Viewer,

    /// <summary>Makes and uses keys.</summary>
    Member,

    /// <summary>Also invites and removes members.</summary>
    Admin,

    /// <summary>Also names other owners. An account always has one.</summary>
    Owner,
}

/// <summary>A person within an account, with a role.</summary>
internal sealed class AccountMember
{
    private AccountMember() { }

    public AccountMember(Guid accountId, Guid userId, MemberRole role, DateTimeOffset now) =>
        (AccountId, UserId, Role, JoinedAt) = (accountId, userId, role, now);

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.User)]
    public Guid UserId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public MemberRole Role { get; set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset JoinedAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountMember>
    {
        public void Configure(EntityTypeBuilder<AccountMember> member)
        {
            member.ToTable("account_members");
            member.HasKey(m => new { m.AccountId, m.UserId });
            member.HasIndex(m => m.UserId);
        }
    }
}

internal static class AccountMemberSet
{
    extension(PortalDb db)
    {
        public DbSet<AccountMember> AccountMembers => db.Set<AccountMember>();
    }
}
