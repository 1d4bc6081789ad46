using System.Text.Json.Serialization;

namespace WictzPortal.Mail;

/// <summary>What a mail says, in one language. All mails have the same calm form: greeting, paragraphs, at most one button, a small print.</summary>
/// <param name="Template">Stable name for lists and statistics, such as <c>accounts.confirm</c>.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Greeting">The first line.</param>
/// <param name="Paragraphs">Plain text.</param>
/// <param name="Button">The one thing to do, if there is one.</param>
/// <param name="SmallPrint">Who got it why, or what to do if it was not them.</param>
/// <param name="Attachment">What an <see cref="IMailAttachments"/> opens when the mail is sent; the outbox keeps no copy of it.</param>
public sealed record Letter(
    string Template, string Subject, string Greeting, IReadOnlyList<string> Paragraphs, LetterButton? Button = null, string? SmallPrint = null,
    string? Attachment = null)
{
    /// <summary>Follows from the folder that writes it, which <see cref="Template"/> begins with.</summary>
    [JsonIgnore]
    public LetterClass Class => Template.Split('.')[0] switch
    {
        "accounts" => LetterClass.Security,
        "privacy" or "policies" or "breaches" or "invoices" => LetterClass.Legal,
        _ => LetterClass.Service,
    };
}

/// <summary>What kind of mail it is. There is none for advertising .</summary>
public enum LetterClass
{
    /// <summary>Part of the service that was asked for, such as a warning of a low balance.</summary>
    Service,

    /// <summary>Protects the person's account.</summary>
    Security,

    /// <summary>A law asks for it.</summary>
    Legal,
}

/// <summary>A labelled link of a letter.</summary>
public sealed record LetterButton(string Text, string Url);

/// <summary>Opens what a letter refers to, at the moment it is sent. Each folder knows its own references.</summary>
public interface IMailAttachments
{
    /// <returns>Null for another folder's reference, and for what is gone.</returns>
    Task<MailAttachment?> OpenAsync(string reference, CancellationToken cancellationToken);
}

/// <summary>A file that goes with a mail.</summary>
public sealed record MailAttachment(string FileName, string ContentType, byte[] Bytes);
