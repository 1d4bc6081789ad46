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
            await QueueAsync(db, person, write, Purpose.Billing, cancellationToken);
        }
    }

    /// <summary>As the other, to one person, about the person's own rights.</summary>
    /// <returns>The mail's number; null where nobody is left to write to.</returns>
    public async Task<long?> QueueToPersonAsync(PortalDb db, Guid userId, Func<string, Letter> write, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken) is { } person
            ? await QueueAsync(db, person, write, Purpose.LegalObligation, cancellationToken)
            : null;

    public void Nudge() => outbox.Nudge();

    private async Task<long?> QueueAsync(
        PortalDb db, PortalUser person, Func<string, Letter> write, Purpose purpose, CancellationToken cancellationToken)
    {
        var firstName = await vault.OpenAsync(person.Id, person.FirstName, purpose, cancellationToken) ?? "";
        return await vault.OpenAsync(person.Id, person.SealedEmail, purpose, cancellationToken) is { } address
            ? await outbox.QueueAsync(db, person.Id, address, person.Culture, In(person.Culture, () => write(firstName)), cancellationToken)
            : null;
    }

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
