using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Mail;

/// <summary>Settings under <c>Mail:Smtp</c>. Without a host nothing is sent, and staff read the queue on the admin page.</summary>
internal sealed class SmtpOptions : IValidatableObject
{
    /// <summary>Name of the mail server. Default none.</summary>
    public string? Host { get; init; }

    /// <summary>Default 587, where servers offer STARTTLS.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>Default none: no authentication.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Sender address, such as <c>Wictz Portal &lt;portal@example.com&gt;</c>. Needed with a host.</summary>
    public string? From { get; init; }

    /// <summary>Sends only over STARTTLS. Default true; false is for a relay on the same machine.</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>How long one delivery may take. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is { Length: > 0 } && !System.Net.Mail.MailAddress.TryCreate(From, out _))
        {
            yield return new ValidationResult("Mail:Smtp:From must be an e-mail address when Mail:Smtp:Host is set.", [nameof(From)]);
        }

        if (User is { Length: > 0 } && Password is not { Length: > 0 })
        {
            yield return new ValidationResult("Mail:Smtp:Password must be set when Mail:Smtp:User is.", [nameof(Password)]);
        }
    }
}
