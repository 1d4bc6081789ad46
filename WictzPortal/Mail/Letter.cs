namespace WictzPortal.Mail;

/// <summary>What a mail says, in one language. All mails have the same calm form: greeting, paragraphs, at most one button, a small print.</summary>
/// <param name="Template">Stable name for lists and statistics, such as <c>accounts.confirm</c>.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Greeting">The first line.</param>
/// <param name="Paragraphs">Plain text.</param>
/// <param name="Button">The one thing to do, if there is one.</param>
/// <param name="SmallPrint">Who got it why, or what to do if it was not them.</param>
public sealed record Letter(
    string Template, string Subject, string Greeting, IReadOnlyList<string> Paragraphs, LetterButton? Button = null, string? SmallPrint = null);

/// <summary>A labelled link of a letter.</summary>
public sealed record LetterButton(string Text, string Url);
