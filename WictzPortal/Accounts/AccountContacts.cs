using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Whom to write to about an account: its owners, each in their own language.</summary>
public sealed class AccountContacts(IDbContextFactory<PortalDb> databases, Vault vault)
{
    /// <summary>Empty once the account or its owners are erased.</summary>
    public async Task<IReadOnlyList<AccountContact>> OwnersAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = db.Users;
        var owners = await db.AccountMembers.AsNoTracking().Where(m => m.AccountId == accountId && m.Role == MemberRole.Owner)
            .Join(users, m => m.UserId, u => u.Id, (_, user) => user).OrderBy(u => u.Id).ToListAsync(cancellationToken);
        var contacts = new List<AccountContact>(owners.Count);
        foreach (var owner in owners)
        {
            if (await vault.OpenAsync(owner.Id, owner.SealedEmail, Purpose.ServiceDelivery, cancellationToken) is { } email)
            {
                var firstName = await vault.OpenAsync(owner.Id, owner.FirstName, Purpose.ServiceDelivery, cancellationToken);
                contacts.Add(new AccountContact(owner.Id, email, firstName ?? "", owner.Culture));
            }
        }

        return contacts;
    }
}

/// <summary>A person to write to.</summary>
/// <param name="Culture"><c>tr</c> or <c>en</c>.</param>
public sealed record AccountContact(Guid UserId, string Email, string FirstName, string Culture);
