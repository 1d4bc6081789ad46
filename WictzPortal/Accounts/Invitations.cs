using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Accounts;

/// <summary>Asks people by mail to join an account, and lets them in.</summary>
internal sealed class Invitations(
    IDbContextFactory<PortalDb> databases, ILookupNormalizer emails, Vault vault, Outbox outbox, AccountLetters letters, TimeProvider clock)
{
    private const int MostOpen = 50;

    /// <summary>Invites, or invites anew: an older link to the same address ends.</summary>
    public async Task<Failure?> InviteAsync(
        Guid accountId, Guid askedBy, string inviter, string email, MemberRole role, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!Members.MayManage(await Members.RoleAsync(db, accountId, askedBy, cancellationToken), role))
        {
            return new Failure(FailureKind.Forbidden, "accounts.not_allowed", "Your role in this account does not allow that.");
        }

        var (open, hash, now) = (db.Invitations, emails.NormalizeEmail(email)!, clock.GetUtcNow());
        if (await open.CountAsync(i => i.AccountId == accountId && i.ExpiresAt > now, cancellationToken) >= MostOpen)
        {
            return new Failure(FailureKind.Conflict, "accounts.too_many_invitations", "At most {0} invitations can be open at once.", MostOpen);
        }

        var (secret, secretHash) = LinkSecret.Make();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellationToken);
        var name = await vault.OpenAsync(accountId, account.Name, Purpose.ServiceDelivery, cancellationToken) ?? "";
        var address = await vault.SealAsync(accountId, email, cancellationToken);
        var culture = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var letter = letters.Invitation(culture, inviter, name, role.ToString(), AccountLinks.Join(secret));

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await open.Where(i => i.AccountId == accountId && (i.EmailHash == hash || i.ExpiresAt <= now)).ExecuteDeleteAsync(cancellationToken);
        open.Add(new Invitation(accountId, askedBy, role, address, hash, secretHash, now));
        await outbox.QueueAsync(db, accountId, email, culture, letter, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Nudge();
        return null;
    }

    /// <summary>The open invitations of an account, for members who manage others.</summary>
    public async Task<IReadOnlyList<InvitationRow>> ListAsync(Guid accountId, Guid askedBy, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Members.RoleAsync(db, accountId, askedBy, cancellationToken) is not >= MemberRole.Admin)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var open = await db.Invitations.AsNoTracking().Where(i => i.AccountId == accountId && i.ExpiresAt > now)
            .OrderBy(i => i.InvitedAt).ToListAsync(cancellationToken);
        var rows = new List<InvitationRow>(open.Count);
        foreach (var i in open)
        {
            var email = await vault.OpenAsync(accountId, i.Email, Purpose.ServiceDelivery, cancellationToken);
            rows.Add(new InvitationRow(i.Id, email ?? "", i.Role, i.ExpiresAt));
        }

        return rows;
    }

    public async Task WithdrawAsync(Guid accountId, Guid invitationId, Guid askedBy, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Members.RoleAsync(db, accountId, askedBy, cancellationToken) is >= MemberRole.Admin)
        {
            var open = db.Invitations;
            await open.Where(i => i.AccountId == accountId && i.Id == invitationId).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <returns>The account's name, the role and the address invited; null for a link that does not work.</returns>
    public async Task<(string Account, MemberRole Role, string Email)?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (hash, now, accounts) = (LinkSecret.HashOf(secret), clock.GetUtcNow(), db.Accounts);
        var found = await db.Invitations.AsNoTracking().Where(i => i.SecretHash == hash && i.ExpiresAt > now)
            .Join(accounts, i => i.AccountId, a => a.Id, (invitation, account) => new { invitation, account }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (
            await vault.OpenAsync(found.account.Id, found.account.Name, Purpose.ServiceDelivery, cancellationToken) ?? "",
            found.invitation.Role,
            await vault.OpenAsync(found.account.Id, found.invitation.Email, Purpose.ServiceDelivery, cancellationToken) ?? "");
    }

    /// <summary>Makes the person a member. Only the address invited may, and once.</summary>
    /// <returns>The account; null where the link does not work for this person.</returns>
    public async Task<Guid?> AcceptAsync(string secret, PortalUser user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (hash, now, open) = (LinkSecret.HashOf(secret), clock.GetUtcNow(), db.Invitations);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var invitation = await open.AsNoTracking().SingleOrDefaultAsync(i => i.SecretHash == hash && i.ExpiresAt > now, cancellationToken);
        if (invitation is null || invitation.EmailHash != user.NormalizedEmail
            || await open.Where(i => i.Id == invitation.Id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }

        if (await Members.RoleAsync(db, invitation.AccountId, user.Id, cancellationToken) is null)
        {
            db.AccountMembers.Add(new AccountMember(invitation.AccountId, user.Id, invitation.Role, now));
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return invitation.AccountId;
    }
}

/// <summary>An invitation that is still open.</summary>
internal sealed record InvitationRow(Guid Id, string Email, MemberRole Role, DateTimeOffset ExpiresAt);
