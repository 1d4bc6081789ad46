using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Data;

namespace WictzPortal.Mail;

/// <summary>
/// Mails: an outbox table filled inside the caller's transaction, and its delivery over SMTP. Without a mail server the outbox is
/// readable on an admin page, and the log names only a mail's number.
/// </summary>
public static class MailSlice
{
    public static void AddMail(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SmtpOptions>().BindConfiguration("Mail:Smtp").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LetterPaper>();
        builder.Services.AddSingleton(provider => new MailPump(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<Vault>(),
            provider.GetRequiredService<LetterPaper>(), provider.GetRequiredService<IOptions<SmtpOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MailPump>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MailPump>());
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<MailBrowser>();
    }
}
