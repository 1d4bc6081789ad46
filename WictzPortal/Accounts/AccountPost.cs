using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Accounts;

/// <summary>Writes to the people who answer for an account, each in their own language; for folders that know only the account.</summary>
public sealed class AccountPost(Outbox outbox, Vault vault)
{
    /// <summary>Queues in the caller's transaction; the caller nudges after its commit.</summary>
    /// <param name="write">Given the first name; called once for each person, in that person's culture.</param>
    /// <param name="least">The least role that is written to. Default: the owners.</param>
    public async Task QueueAsync(PortalDb db, Guid accountId, Func<string, Letter> write, CancellationToken cancellationToken, MemberRole least = MemberRole.Owner)
    {
        var users = db.Users;
        var people = await db.AccountMembers.AsNoTracking().Where(m => m.AccountId == accountId && m.Role >= least)
            .Join(users, m => m.UserId, u => u.Id, (_, user) => user).ToListAsync(cancellationToken);
        foreach (var person in people)
        {
            var firstName = await vault.OpenAsync(person.Id, person.FirstName, Purpose.Billing, cancellationToken) ?? "";
            if (await vault.OpenAsync(person.Id, person.SealedEmail, Purpose.Billing, cancellationToken) is { } address)
            {
                await outbox.QueueAsync(db, person.Id, address, person.Culture, In(person.Culture, () => write(firstName)), cancellationToken);
            }
        }
    }

    public void Nudge() => outbox.Nudge();

    internal static Letter In(string culture, Func<Letter> write)
    {
        var (culturesBefore, languageBefore) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culturesBefore, languageBefore);
        }
    }
}
