using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Accounts;

/// <summary>Writes to the members of staff who hold one of some roles, each in their own language.</summary>
public sealed class StaffPost(Outbox outbox, Vault vault)
{
    /// <summary>Queues in the caller's transaction; the caller nudges after its commit.</summary>
    /// <param name="write">Given the first name; called once for each person, in that person's culture.</param>
    public async Task QueueAsync(PortalDb db, IReadOnlyCollection<string> roles, Func<string, Letter> write, CancellationToken cancellationToken)
    {
        var (named, held) = (db.Roles.Where(r => roles.Contains(r.Name!)), db.UserRoles);
        var people = await db.Users.AsNoTracking().Where(u => held.Any(h => h.UserId == u.Id && named.Any(r => r.Id == h.RoleId))).ToListAsync(cancellationToken);
        foreach (var person in people)
        {
            var firstName = await vault.OpenAsync(person.Id, person.FirstName, Purpose.LegalObligation, cancellationToken) ?? "";
            if (await vault.OpenAsync(person.Id, person.SealedEmail, Purpose.LegalObligation, cancellationToken) is { } address)
            {
                await outbox.QueueAsync(db, person.Id, address, person.Culture, AccountPost.In(person.Culture, () => write(firstName)), cancellationToken);
            }
        }
    }

    public void Nudge() => outbox.Nudge();
}
