using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Begins, checks, lists and ends sessions.</summary>
internal sealed class Sessions(
    IDbContextFactory<PortalDb> databases, Vault vault, IOptions<IdentityOptions> identity, TimeProvider clock)
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>The claims of account and session for a new sign-in. It acts for the account used last, at first the personal one.</summary>
    public async Task<IReadOnlyList<Claim>> BeginAsync(
        Guid userId, HttpRequest request, bool usedSecondFactor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mine = await db.AccountMembers.AsNoTracking().Where(m => m.UserId == userId).OrderBy(m => m.JoinedAt).ToListAsync(cancellationToken);
        var last = await db.UserSessions.AsNoTracking().Where(s => s.UserId == userId).OrderByDescending(s => s.LastSeenAt)
            .Select(s => (Guid?)s.AccountId).FirstOrDefaultAsync(cancellationToken);
        var member = mine.Find(m => m.AccountId == last) ?? mine[0];

        var ip = await vault.SealOptionalAsync(userId, request.HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        var session = new UserSession(
            Guid.NewGuid(), userId, member.AccountId, Device.Describe(request.Headers.UserAgent.ToString()), ip, usedSecondFactor, clock.GetUtcNow());
        db.UserSessions.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        return await ClaimsAsync(db, session.Id, member, cancellationToken);
    }

    /// <summary>The claims of a session that goes on, with another account if <paramref name="accountId"/> names one of the person's.</summary>
    public async Task<IReadOnlyList<Claim>> ContinueAsync(
        ClaimsPrincipal user, bool usedSecondFactor, Guid? accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (userId, sessionId) = (user.UserId, user.SessionId);
        var session = await db.UserSessions.SingleAsync(s => s.Id == sessionId && s.UserId == userId, cancellationToken);
        var wanted = accountId ?? session.AccountId;
        var member = await db.AccountMembers.AsNoTracking().SingleOrDefaultAsync(m => m.UserId == userId && m.AccountId == wanted, cancellationToken)
            ?? await db.AccountMembers.AsNoTracking().SingleAsync(m => m.UserId == userId && m.AccountId == session.AccountId, cancellationToken);

        (session.AccountId, session.UsedSecondFactor) = (member.AccountId, session.UsedSecondFactor || usedSecondFactor);
        await db.SaveChangesAsync(cancellationToken);
        return await ClaimsAsync(db, session.Id, member, cancellationToken);
    }

    /// <summary>Whether the principal may still act: session not ended, same security stamp, still a member of the account.</summary>
    /// <returns>The member's role as it is now; null when the principal is worth nothing any more.</returns>
    public async Task<MemberRole?> CheckAsync(ClaimsPrincipal user, bool isUse, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(user.FindFirstValue(CurrentUser.SessionClaim), out var sessionId))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (userId, accountId, stamp) = (user.UserId, user.AccountId, user.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType));
        var (users, members) = (db.Users, db.AccountMembers);
        var now = clock.GetUtcNow();
        var oldest = now - UserSession.Lifetime;
        var live = await db.UserSessions.AsNoTracking()
            .Where(s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null && s.LastSeenAt > oldest)
            .Where(s => users.Any(u => u.Id == userId && u.SecurityStamp == stamp))
            .Select(s => new { s.LastSeenAt, Role = members.Where(m => m.UserId == userId && m.AccountId == accountId).Select(m => (MemberRole?)m.Role).FirstOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);

        if (isUse && live is not null && now - live.LastSeenAt >= SeenEvery)
        {
            var sessions = db.UserSessions;
            await sessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellationToken);
        }

        return live?.Role;
    }

    /// <summary>The person's live sessions, the one last used first.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var oldest = clock.GetUtcNow() - UserSession.Lifetime;
        var sessions = await db.UserSessions.AsNoTracking().Where(s => s.UserId == userId && s.EndedAt == null && s.LastSeenAt > oldest)
            .OrderByDescending(s => s.LastSeenAt).ToListAsync(cancellationToken);
        var rows = new List<SessionRow>(sessions.Count);
        foreach (var s in sessions)
        {
            var ip = await vault.OpenAsync(userId, s.Ip, Purpose.Security, cancellationToken);
            rows.Add(new SessionRow(s.Id, s.Device, ip, s.UsedSecondFactor, s.StartedAt, s.LastSeenAt));
        }

        return rows;
    }

    /// <summary>Ends one session of the person. Its cookie is refused at the next request, its open pages within seconds.</summary>
    public Task<int> EndAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        EndWhereAsync(s => s.UserId == userId && s.Id == sessionId, cancellationToken);

    public Task<int> EndOthersAsync(Guid userId, Guid? keep, CancellationToken cancellationToken) =>
        EndWhereAsync(s => s.UserId == userId && s.Id != keep, cancellationToken);

    /// <summary>Ends the sessions in which the person acts for that account.</summary>
    public Task<int> EndForAccountAsync(Guid userId, Guid accountId, CancellationToken cancellationToken) =>
        EndWhereAsync(s => s.UserId == userId && s.AccountId == accountId, cancellationToken);

    private async Task<int> EndWhereAsync(
        System.Linq.Expressions.Expression<Func<UserSession, bool>> which, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, sessions) = (clock.GetUtcNow(), db.UserSessions);
        return await sessions.Where(which).Where(s => s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);
    }

    private static async Task<IReadOnlyList<Claim>> ClaimsAsync(
        PortalDb db, Guid sessionId, AccountMember member, CancellationToken cancellationToken)
    {
        var number = await db.Accounts.Where(a => a.Id == member.AccountId).Select(a => a.Number).SingleAsync(cancellationToken);
        return [
            new Claim(CurrentUser.SessionClaim, sessionId.ToString()),
            new Claim(CurrentUser.AccountClaim, member.AccountId.ToString()),
            new Claim(CurrentUser.AccountNumberClaim, number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new Claim(MemberClaims.RoleClaim, member.Role.ToString()),
        ];
    }
}

/// <summary>A live session, as its owner sees it.</summary>
internal sealed record SessionRow(
    Guid Id, string Device, string? Ip, bool UsedSecondFactor, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);
