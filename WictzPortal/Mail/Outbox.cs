using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Standing;

namespace WictzPortal.Mail;

/// <summary>
/// Takes mails inside the caller's transaction, so that a mail is sent if and only if what it tells has happened. Delivery follows
/// within seconds.
/// </summary>
public sealed partial class Outbox(Vault vault, MailPump pump, Standings standings, TimeProvider clock, ILogger<Outbox> log)
{
    /// <summary>
    /// Saves the mail in the caller's transaction; none but legal and security mails to people whose data is restricted. Call <see cref="Nudge"/> after
    /// the commit.
    /// </summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="subjectId">Whose data key seals the mail: the user it goes to, or the account that sends it to a stranger.</param>
    /// <param name="recipient">The address.</param>
    /// <param name="culture">The language <paramref name="letter"/> is written in.</param>
    /// <param name="letter">What it says.</param>
    /// <returns>The mail's number, to ask <see cref="DeliveriesAsync"/> what became of it; 0 where none was queued.</returns>
    public async Task<long> QueueAsync(
        PortalDb db, Guid subjectId, string recipient, string culture, Letter letter, CancellationToken cancellationToken)
    {
        if (letter.Class == LetterClass.Service && !standings.Of(subjectId).GetsServiceMail)
        {
            LogHeldBack(letter.Template);
            return 0;
        }

        var address = await vault.SealAsync(subjectId, recipient, cancellationToken);
        var content = await vault.SealAsync(subjectId, JsonSerializer.Serialize(letter), cancellationToken);
        var mail = new OutboxMail(subjectId, address, letter.Template, culture, content, clock.GetUtcNow());
        db.OutboxMails.Add(mail);
        await db.SaveChangesAsync(cancellationToken);
        LogQueued(mail.Id);
        return mail.Id;
    }

    /// <summary>What became of mails that must be proven to have been sent; those older than 90 days are forgotten.</summary>
    public async Task<IReadOnlyList<MailDelivery>> DeliveriesAsync(
        PortalDb db, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken) =>
        await db.Set<OutboxMail>().Where(m => numbers.Contains(m.Id)).Select(m => new MailDelivery(m.Id, m.State, m.SentAt)).ToListAsync(cancellationToken);

    /// <summary>Has the queue looked at now instead of at the next round of the job.</summary>
    public void Nudge() => pump.Nudge();

    /// <summary>Whether the person was sent such a mail since then; for mails that a stranger can cause.</summary>
    public async Task<bool> WasQueuedAsync(
        PortalDb db, Guid subjectId, string template, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.Set<OutboxMail>().AnyAsync(
            m => m.SubjectId == subjectId && m.Template == template && m.QueuedAt > since, cancellationToken);

    /// <summary>Whether a mail sealed under that subject still waits to be sent, and was not queued before <paramref name="since"/>.</summary>
    public async Task<bool> IsUnderwayAsync(PortalDb db, Guid subjectId, DateTimeOffset since, CancellationToken cancellationToken) =>
        await db.Set<OutboxMail>().AnyAsync(
            m => m.SubjectId == subjectId && m.State == MailState.Queued && m.QueuedAt > since, cancellationToken);

    [LoggerMessage(LogLevel.Information, "Mail {Number} queued.")]
    private partial void LogQueued(long number);

    [LoggerMessage(LogLevel.Information, "A mail {Template} was not queued: its person's data is restricted or waits for erasure.")]
    private partial void LogHeldBack(string template);
}

/// <summary>Where one mail stands.</summary>
/// <param name="SentAt">When the mail server took it.</param>
public sealed record MailDelivery(long Number, MailState State, DateTimeOffset? SentAt);
