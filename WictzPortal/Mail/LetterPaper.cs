using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace WictzPortal.Mail;

/// <summary>Writes a letter as text and as HTML, and opens what goes with it.</summary>
internal sealed class LetterPaper(IServiceScopeFactory scopes, ILoggerFactory loggers, IEnumerable<IMailAttachments> attachments)
{
    /// <summary>What goes with the letter; null where nothing does.</summary>
    /// <exception cref="FileNotFoundException">The letter refers to what is gone.</exception>
    public async Task<MailAttachment?> AttachmentAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (letter.Attachment is not { } reference)
        {
            return null;
        }

        foreach (var folder in attachments)
        {
            if (await folder.OpenAsync(reference, cancellationToken) is { } attachment)
            {
                return attachment;
            }
        }

        throw new FileNotFoundException("An attachment is gone.");
    }

    public static string Text(Letter letter)
    {
        var text = new StringBuilder().Append(letter.Greeting).Append("\r\n\r\n");
        foreach (var paragraph in letter.Paragraphs)
        {
            text.Append(paragraph).Append("\r\n\r\n");
        }

        if (letter.Button is { } button)
        {
            text.Append(CultureInfo.InvariantCulture, $"{button.Text}:\r\n{button.Url}\r\n\r\n");
        }

        if (letter.SmallPrint is { } small)
        {
            text.Append(small).Append("\r\n\r\n");
        }

        return text.Append("-- \r\nWictz Portal\r\n").ToString();
    }

    public async Task<string> HtmlAsync(Letter letter, string culture)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(LetterHtml.Letter)] = letter, [nameof(LetterHtml.Culture)] = culture,
            });
            return "<!DOCTYPE html>" + (await renderer.RenderComponentAsync<LetterHtml>(parameters)).ToHtmlString();
        });
    }
}
