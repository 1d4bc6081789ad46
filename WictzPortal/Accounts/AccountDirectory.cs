using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Accounts;

/// <summary>Tells other folders who an account is, and which accounts a person may act for.</summary>
public sealed class AccountDirectory(IDbContextFactory<PortalDb> databases, Vault vault, Standings standings)
{
    public async Task<AccountSummary?> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        return account is null ? null : new AccountSummary(account.Id, account.Number, await NameAsync(account, cancellationToken));
    }

    /// <summary>For staff, who are told the number on an invoice or a ticket. Who waits for an erasure is not found.</summary>
    public async Task<AccountSummary?> FindByNumberAsync(long number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Number == number, cancellationToken);
        return account is null || standings.Of(account.Id).IsFrozen ? null : new AccountSummary(account.Id, account.Number, await NameAsync(account, cancellationToken));
    }

    /// <summary>What the account switcher shows: the accounts of a person, the personal one first.</summary>
    public async Task<IReadOnlyList<AccountChoice>> ListForUserAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var accounts = db.Accounts;
        var mine = await db.AccountMembers.AsNoTracking().Where(m => m.UserId == userId)
            .Join(accounts, m => m.AccountId, a => a.Id, (member, account) => new { member.Role, Account = account })
            .ToListAsync(cancellationToken);

        var choices = new List<AccountChoice>(mine.Count);
        foreach (var (role, account) in mine.Select(m => (m.Role, m.Account)))
        {
            choices.Add(new AccountChoice(account.Id, account.Number, await NameAsync(account, cancellationToken), role, account.IsPersonal));
        }

        return [.. choices.OrderByDescending(c => c.IsPersonal && c.Role == MemberRole.Owner).ThenBy(c => c.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>The ids of all accounts.</summary>
    public async Task<IReadOnlyList<Guid>> AllIdsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Accounts.Select(a => a.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The newest first, for staff, without who waits for an erasure.</summary>
    public async Task<IReadOnlyList<AccountSummary>> ListAsync(int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hidden = standings.Where(standing => standing.IsFrozen).ToList();
        var accounts = await db.Accounts.AsNoTracking().Where(a => !hidden.Contains(a.Id)).OrderByDescending(a => a.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        var summaries = new List<AccountSummary>(accounts.Count);
        foreach (var account in accounts)
        {
            summaries.Add(new AccountSummary(account.Id, account.Number, await NameAsync(account, cancellationToken)));
        }

        return summaries;
    }

    private async Task<string> NameAsync(Account account, CancellationToken cancellationToken) =>
        await vault.OpenAsync(account.Id, account.Name, Purpose.AccountManagement, cancellationToken) ?? "";
}

/// <summary>Who an account is.</summary>
public sealed record AccountSummary(Guid Id, long Number, string Name);

/// <summary>An account that a person may act for.</summary>
/// <param name="IsPersonal">Made by a sign-up; the person's own where <paramref name="Role"/> is owner.</param>
public sealed record AccountChoice(Guid Id, long Number, string Name, MemberRole Role, bool IsPersonal);
