using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Mail;

/// <summary>Sends what is due over SMTP. A job calls it every 15 seconds; a nudge after a commit calls it at once.</summary>
public sealed partial class MailPump : BackgroundService
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Vault _vault;
    private readonly LetterPaper _paper;
    private readonly SmtpOptions _smtp;
    private readonly TimeProvider _clock;
    private readonly ILogger<MailPump> _log;
    private readonly SemaphoreSlim _nudged = new(0, 1);

    internal MailPump(
        IDbContextFactory<PortalDb> databases, Vault vault, LetterPaper paper, IOptions<SmtpOptions> smtp, TimeProvider clock, ILogger<MailPump> log) =>
        (_databases, _vault, _paper, _smtp, _clock, _log) = (databases, vault, paper, smtp.Value, clock, log);

    /// <summary>Whether a mail server is configured.</summary>
    public bool CanSend => _smtp.Host is { Length: > 0 };

    internal void Nudge()
    {
        try
        {
            _nudged.Release();
        }
        catch (SemaphoreFullException)
        {
            // A nudge is waiting already.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (CanSend)
        {
            await _nudged.WaitAsync(stoppingToken);
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception outage) when (outage is not OperationCanceledException)
            {
                LogOutage(outage);      // the job tries again
            }
        }
    }

    /// <summary>Safe to run twice and on several nodes: each mail is claimed by a conditional write. Returns the number of mails sent.</summary>
    internal async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        if (!CanSend)
        {
            return 0;
        }

        var sent = 0;
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var now = _clock.GetUtcNow();
        var due = await db.OutboxMails.AsNoTracking().Where(m => m.State == MailState.Queued && m.NextAttemptAt <= now)
            .OrderBy(m => m.Id).Select(m => m.Id).Take(100).ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            var mails = db.OutboxMails;
            var claimed = await mails.Where(m => m.Id == id && m.State == MailState.Queued && m.NextAttemptAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, now + Claim), cancellationToken);
            sent += claimed == 1 && await SendAsync(db, id, cancellationToken) ? 1 : 0;
        }

        return sent;
    }

    private async Task<bool> SendAsync(PortalDb db, long id, CancellationToken cancellationToken)
    {
        var mail = await db.OutboxMails.SingleAsync(m => m.Id == id, cancellationToken);
        var recipient = await _vault.OpenAsync(mail.SubjectId, mail.Recipient, Purpose.ServiceDelivery, cancellationToken);
        var content = await _vault.OpenAsync(mail.SubjectId, mail.Content, Purpose.ServiceDelivery, cancellationToken);
        var isSent = false;
        if (recipient is null || content is null)
        {
            mail.MarkFailed("the recipient was erased", _clock.GetUtcNow());
        }
        else
        {
            try
            {
                await DeliverAsync(recipient, mail.Culture, JsonSerializer.Deserialize<Letter>(content)!, cancellationToken);
                mail.MarkSent(_clock.GetUtcNow());
                isSent = true;
            }
            catch (Exception refusal) when (refusal is SmtpException or IOException or InvalidOperationException or FormatException)
            {
                var failure = refusal is SmtpException smtp ? $"SMTP {smtp.StatusCode}" : refusal.GetType().Name;
                mail.MarkFailed(failure, _clock.GetUtcNow());
                LogRefused(id, failure, mail.Attempts);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return isSent;
    }

    private async Task DeliverAsync(string recipient, string culture, Letter letter, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(_smtp.Host, _smtp.Port)
        {
            EnableSsl = _smtp.RequireTls,
            Credentials = _smtp.User is { Length: > 0 } ? new NetworkCredential(_smtp.User, _smtp.Password) : null,
        };
        using var message = new MailMessage(new MailAddress(_smtp.From!), new MailAddress(recipient))
        {
            Subject = letter.Subject, SubjectEncoding = Encoding.UTF8, Body = LetterPaper.Text(letter), BodyEncoding = Encoding.UTF8,
        };
        using var html = AlternateView.CreateAlternateViewFromString(
            await _paper.HtmlAsync(letter, culture), new ContentType("text/html; charset=utf-8"));
        message.AlternateViews.Add(html);
        if (await _paper.AttachmentAsync(letter, cancellationToken) is { } file)
        {
            message.Attachments.Add(new Attachment(new MemoryStream(file.Bytes), file.FileName, file.ContentType));      // the message disposes of it
        }

        // SmtpClient.Timeout is for synchronous calls only.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_smtp.Timeout);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpException(SmtpStatusCode.TransactionFailed, "The server did not answer in time.");
        }
    }

    public override void Dispose()
    {
        _nudged.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Mail {Number} could not be delivered ({Failure}); attempt {Attempt}.")]
    private partial void LogRefused(long number, string failure, int attempt);

    [LoggerMessage(LogLevel.Error, "The outbox could not be worked off.")]
    private partial void LogOutage(Exception outage);
}
