using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Mail;

/// <summary>Shows staff what was mailed. The caller checks that the reader is staff; what a mail said is gone once it is sent.</summary>
public sealed class MailBrowser(IDbContextFactory<PortalDb> databases, Vault vault, MailPump pump, Reveals reveals, AuditTrail trail)
{
    /// <summary>Whether a mail server is configured; if not, this is the only place to read mails.</summary>
    public bool IsDelivering => pump.CanSend;

    /// <summary>The newest first, with the recipient masked; in one state, or in all.</summary>
    public async Task<(IReadOnlyList<MailRow> Rows, int Total)> ListAsync(
        MailState? state, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = db.OutboxMails.Where(m => state == null || m.State == state);
        var total = await chosen.CountAsync(cancellationToken);
        var mails = await chosen.AsNoTracking().OrderByDescending(m => m.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        var rows = new List<MailRow>(mails.Count);
        foreach (var mail in mails)
        {
            rows.Add(RowOf(mail, Mask(await RecipientAsync(mail, cancellationToken))));
        }

        return (rows, total);
    }

    /// <returns>
    /// The mail with its full recipient and what it says (null once it is sent or erased); masked, with what it waits for, where the
    /// person's data is restricted; null if there is no such mail.
    /// </returns>
    /// <param name="note">Who opens it and why; written before anything is shown.</param>
    public async Task<OpenedMail?> OpenAsync(long id, AuditNote note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.OutboxMails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) is not { } mail)
        {
            return null;
        }

        if (note.ActorId is { } staff && await reveals.MayAsync(mail.SubjectId, note.Reason ?? "", staff, cancellationToken) is { } waits)
        {
            var masked = Mask(await RecipientAsync(mail, cancellationToken));
            return new OpenedMail(RowOf(mail, masked), masked, null, null) { Waits = waits };
        }

        await trail.WriteAsync(
            note with { SubjectId = mail.SubjectId, Target = $"mail {id}", Purpose = Purpose.AccountManagement }, cancellationToken);
        var recipient = await RecipientAsync(mail, cancellationToken);
        var content = await vault.OpenAsync(mail.SubjectId, mail.Content, Purpose.AccountManagement, cancellationToken);
        var letter = content is null ? null : JsonSerializer.Deserialize<Letter>(content);
        return new OpenedMail(RowOf(mail, Mask(recipient)), recipient ?? "", letter, letter is null ? null : LetterPaper.Text(letter));
    }

    private async Task<string?> RecipientAsync(OutboxMail mail, CancellationToken cancellationToken) =>
        await vault.OpenAsync(mail.SubjectId, mail.Recipient, Purpose.AccountManagement, cancellationToken);

    private static MailRow RowOf(OutboxMail mail, string recipient) => new(
        mail.Id, mail.Template, mail.Culture, mail.State, mail.Attempts, mail.QueuedAt, mail.SentAt, mail.LastFailure, recipient);

    private static string Mask(string? address) => address?.IndexOf('@') is > 0 and var at ? $"{address[0]}…{address[at..]}" : "—";
}

/// <summary>One line of the list of mails.</summary>
/// <param name="Recipient">Masked: the first letter and the host.</param>
public sealed record MailRow(
    long Id, string Template, string Culture, MailState State, int Attempts, DateTimeOffset QueuedAt, DateTimeOffset? SentAt,
    string? LastFailure, string Recipient);

/// <summary>One mail, opened.</summary>
/// <param name="Letter">What it says; null once it is sent or erased.</param>
/// <param name="Text">The same as plain text.</param>
public sealed record OpenedMail(MailRow Row, string Recipient, Letter? Letter, string? Text)
{
    /// <summary>Why it is masked; null where it is not.</summary>
    public Failure? Waits { get; init; }
}
