using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Accounts;

/// <summary>Knows which accounts are a person's alone: those of which there is no other owner.</summary>
internal sealed class PersonScopes(IDbContextFactory<PortalDb> databases) : IPersonScopes
{
    public async Task<SubjectScope> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (members, accounts) = (db.AccountMembers, db.Accounts);
        var own = await members.AsNoTracking().Where(m => m.UserId == userId && m.Role == MemberRole.Owner)
            .Where(m => !members.Any(other => other.AccountId == m.AccountId && other.UserId != userId && other.Role == MemberRole.Owner))
            .Join(accounts, m => m.AccountId, a => a.Id, (_, account) => new { account.Id, account.Number })
            .OrderBy(a => a.Id).ToListAsync(cancellationToken);
        return new SubjectScope(userId, [.. own.Select(a => a.Id)], [.. own.Select(a => a.Number)]);
    }
}
