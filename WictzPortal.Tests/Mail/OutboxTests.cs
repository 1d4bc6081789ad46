using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Mail;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Mail;

public sealed class OutboxTests
{
    private static readonly Letter Letter = new(
        "test.letter", "Konu: ğüşıöç", "Merhaba,", ["Birinci <b>paragraf</b>."], new("Aç", "http://localhost/x"), "Küçük yazı.");

    [Fact]
    public async Task Without_a_server_a_mail_waits_and_staff_can_read_it()
    {
        await using var app = await PortalApp.StartAsync();
        await QueueAsync(app);

        Assert.Equal(0, await app.Get<SendMailJob>().RunAsync(default));
        var row = Assert.Single((await app.Get<MailBrowser>().ListAsync(null, 0, 10, default)).Rows);
        var opened = await app.Get<MailBrowser>().OpenAsync(row.Id, new AuditNote("mail.opened", null), default);

        Assert.Equal((MailState.Queued, "d…@example.com"), (row.State, row.Recipient));
        Assert.Equal("deniz@example.com", opened!.Recipient);
        Assert.Contains("http://localhost/x", opened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rolled_back_transaction_queues_nothing()
    {
        await using var app = await PortalApp.StartAsync();
        await using (var db = app.OpenDb())
        await using (await db.Database.BeginTransactionAsync())
        {
            await app.Get<Outbox>().QueueAsync(db, Guid.NewGuid(), "deniz@example.com", "tr", Letter, default);
        }

        Assert.Equal(0, (await app.Get<MailBrowser>().ListAsync(null, 0, 10, default)).Total);
    }

    [Fact]
    public async Task A_sent_mail_keeps_no_word_of_what_it_said()
    {
        using var server = new SmtpServer();
        await using var app = await PortalApp.StartAsync(
            ("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", server.Port), ("Mail:Smtp:From", "portal@example.com"), ("Mail:Smtp:RequireTls", "false"));
        await QueueAsync(app);

        Assert.Equal(1, await app.Get<SendMailJob>().RunAsync(default));
        Assert.Equal(0, await app.Get<SendMailJob>().RunAsync(default));
        await using var db = app.OpenDb();
        var mail = await db.OutboxMails.SingleAsync();

        Assert.Equal(MailState.Sent, mail.State);
        Assert.Null(mail.Content);
        var received = Assert.Single(server.Received);
        Assert.Contains("text/html", received, StringComparison.Ordinal);
        Assert.Contains("text/plain", received, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<deniz@example.com>", received, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_refused_mail_is_tried_later_and_given_up_in_the_end()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(
            clock, ("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", "1"), ("Mail:Smtp:From", "portal@example.com"), ("Mail:Smtp:RequireTls", "false"));
        await QueueAsync(app);
        for (var i = 0; i < 8; i++)
        {
            await app.Get<SendMailJob>().RunAsync(default);
            clock.Advance(TimeSpan.FromHours(3));
        }

        await using var db = app.OpenDb();
        var mail = await db.OutboxMails.SingleAsync();

        Assert.Equal((MailState.Failed, 8), (mail.State, mail.Attempts));
    }

    [Fact]
    public async Task Html_shows_what_is_said_and_runs_none_of_it()
    {
        await using var app = await PortalApp.StartAsync();

        var html = await app.Get<LetterPaper>().HtmlAsync(Letter, "tr");

        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("lang=\"tr\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_sender_is_refused_at_start() =>
        await Assert.ThrowsAnyAsync<Exception>(() => PortalApp.StartAsync(("Mail:Smtp:Host", "mail.example.com")));

    private static async Task QueueAsync(PortalApp app)
    {
        await using var db = app.OpenDb();
        await app.Get<Outbox>().QueueAsync(db, Guid.NewGuid(), "deniz@example.com", "tr", Letter, default);
    }

    /// <summary>Just enough of a mail server to take mails in.</summary>
    private sealed class SmtpServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public SmtpServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public List<string> Received { get; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 test");
            var text = new StringBuilder();
            var inData = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                text.AppendLine(line);
                if (inData)
                {
                    if (line == ".")
                    {
                        inData = false;
                        Received.Add(text.ToString());
                        await writer.WriteLineAsync("250 ok");
                    }

                    continue;
                }

                inData = line == "DATA";
                await writer.WriteLineAsync(inData ? "354 go" : "250 ok");
            }
        }
    }
}
