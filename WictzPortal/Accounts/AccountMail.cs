using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Accounts;

/// <summary>Queues letters to a user, in the user's own language.</summary>
internal sealed class AccountMail(AccountLetters letters, Outbox outbox, Vault vault, TimeProvider clock)
{
    /// <summary>Queues in the caller's transaction; the caller nudges after its commit.</summary>
    /// <param name="write">Given the letters, the language and the first name.</param>
    /// <param name="to">Another address than the user's own: one that is to be confirmed.</param>
    public async Task QueueAsync(
        PortalDb db, PortalUser user, Func<AccountLetters, string, string, Letter> write, CancellationToken cancellationToken, string? to = null)
    {
        var firstName = await vault.OpenAsync(user.Id, user.FirstName, Purpose.AccountManagement, cancellationToken) ?? "";
        var address = to ?? await vault.OpenAsync(user.Id, user.SealedEmail, Purpose.AccountManagement, cancellationToken);
        if (address is not null)
        {
            await outbox.QueueAsync(db, user.Id, address, user.Culture, write(letters, user.Culture, firstName), cancellationToken);
        }
    }

    /// <summary>For what a stranger can cause: at most one such letter an hour. In a write of its own.</summary>
    public async Task QueueOncePerHourAsync(
        PortalDb db, PortalUser user, string template, Func<AccountLetters, string, string, Letter> write, CancellationToken cancellationToken)
    {
        if (!await outbox.WasQueuedAsync(db, user.Id, template, clock.GetUtcNow() - TimeSpan.FromHours(1), cancellationToken))
        {
            await QueueAsync(db, user, write, cancellationToken);
            outbox.Nudge();
        }
    }

    public async Task TellAsync(PortalDb db, PortalUser user, SecurityChange change, CancellationToken cancellationToken)
    {
        await QueueAsync(db, user, (letters, culture, name) => letters.SecurityChanged(culture, name, change), cancellationToken);
        outbox.Nudge();
    }

    public void Nudge() => outbox.Nudge();
}
