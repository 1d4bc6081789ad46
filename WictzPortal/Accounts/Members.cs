using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>The members of an account: list, role, removal. Every call names who asks, and asks the database for that person's role.</summary>
public sealed class Members
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Vault _vault;
    private readonly Sessions _sessions;
    private readonly TimeProvider _clock;

    internal Members(IDbContextFactory<PortalDb> databases, Vault vault, Sessions sessions, TimeProvider clock) =>
        (_databases, _vault, _sessions, _clock) = (databases, vault, sessions, clock);

    /// <summary>Empty for somebody who is no member.</summary>
    public async Task<IReadOnlyList<MemberRow>> ListAsync(Guid accountId, Guid askedBy, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await RoleAsync(db, accountId, askedBy, cancellationToken) is null)
        {
            return [];
        }

        var users = db.Users;
        var members = await db.AccountMembers.AsNoTracking().Where(m => m.AccountId == accountId)
            .Join(users, m => m.UserId, u => u.Id, (member, user) => new { member, user }).ToListAsync(cancellationToken);
        var rows = new List<MemberRow>(members.Count);
        foreach (var (member, user) in members.Select(m => (m.member, m.user)))
        {
            var first = await _vault.OpenAsync(user.Id, user.FirstName, Purpose.ServiceDelivery, cancellationToken);
            var last = await _vault.OpenAsync(user.Id, user.LastName, Purpose.ServiceDelivery, cancellationToken);
            var email = await _vault.OpenAsync(user.Id, user.SealedEmail, Purpose.ServiceDelivery, cancellationToken);
            rows.Add(new MemberRow(user.Id, $"{first} {last}".Trim(), email ?? "", member.Role, member.JoinedAt));
        }

        return [.. rows.OrderByDescending(r => r.Role).ThenBy(r => r.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>Adds a person without an invitation; for example data. Adding twice changes nothing.</summary>
    public async Task AddAsync(Guid accountId, Guid userId, MemberRole role, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await RoleAsync(db, accountId, userId, cancellationToken) is null)
        {
            db.AccountMembers.Add(new AccountMember(accountId, userId, role, _clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public Task<Failure?> ChangeRoleAsync(Guid accountId, Guid userId, MemberRole role, Guid askedBy, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, userId, askedBy, role, cancellationToken);

    /// <summary>Removes a member, or lets one leave. Sessions acting for the account end.</summary>
    public async Task<Failure?> RemoveAsync(Guid accountId, Guid userId, Guid askedBy, CancellationToken cancellationToken)
    {
        var failure = await ChangeAsync(accountId, userId, askedBy, null, cancellationToken);
        if (failure is null)
        {
            await _sessions.EndForAccountAsync(userId, accountId, cancellationToken);
        }

        return failure;
    }

    internal static async Task<MemberRole?> RoleAsync(PortalDb db, Guid accountId, Guid userId, CancellationToken cancellationToken) =>
        await db.AccountMembers.AsNoTracking().Where(m => m.AccountId == accountId && m.UserId == userId)
            .Select(m => (MemberRole?)m.Role).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Admins manage members up to their own rank; owners everybody. Anybody may leave, except the last owner.</summary>
    internal static bool MayManage(MemberRole? mine, MemberRole theirs) => mine >= MemberRole.Admin && mine >= theirs;

    private async Task<Failure?> ChangeAsync(
        Guid accountId, Guid userId, Guid askedBy, MemberRole? role, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);

        // Serializable: of two owners who remove each other at the same instant, one is refused.
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var mine = await RoleAsync(db, accountId, askedBy, cancellationToken);
        var member = await db.AccountMembers.SingleOrDefaultAsync(m => m.AccountId == accountId && m.UserId == userId, cancellationToken);
        var isLeaving = role is null && userId == askedBy;
        if (member is null || mine is null || (!isLeaving && (!MayManage(mine, member.Role) || !MayManage(mine, role ?? MemberRole.Viewer))))
        {
            return new Failure(FailureKind.Forbidden, "accounts.not_allowed", "Your role in this account does not allow that.");
        }

        var (members, owner) = (db.AccountMembers, MemberRole.Owner);
        if (member.Role == owner && role != owner
            && await members.CountAsync(m => m.AccountId == accountId && m.Role == owner, cancellationToken) == 1)
        {
            return new Failure(FailureKind.Conflict, "accounts.last_owner", "An account needs an owner: make somebody else one first.");
        }

        if (role is { } given)
        {
            member.Role = given;
        }
        else
        {
            members.Remove(member);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}

/// <summary>A member, as the other members see one.</summary>
public sealed record MemberRow(Guid UserId, string Name, string Email, MemberRole Role, DateTimeOffset JoinedAt);
