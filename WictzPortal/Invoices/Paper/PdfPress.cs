using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace WictzPortal.Invoices;

/// <summary>Prints documents: writes the page, and has <see cref="PaperPrinter"/> make a PDF of it.</summary>
internal sealed class PdfPress(IServiceScopeFactory scopes, ILoggerFactory loggers, PaperPrinter printer)
{
    public bool IsReady => printer.IsReady;

    /// <param name="document">What is printed.</param>
    /// <param name="fingerprint">SHA-256 of its canonical JSON, as hex.</param>
    /// <param name="isAccepted">Whether the integrator has accepted it.</param>
    /// <param name="xml">What is attached, and makes it PDF/A-3b; null for none.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null when the program is missing, failed, or took too long.</returns>
    public async Task<byte[]?> PrintAsync(
        InvoiceDocument document, string fingerprint, bool isAccepted, byte[]? xml, CancellationToken cancellationToken) =>
        printer.IsReady
            ? await printer.PrintAsync(
                document.Number, document.Ettn, await HtmlAsync(document, fingerprint, isAccepted, xml), isArchive: xml is not null, cancellationToken)
            : null;

    /// <summary>The page as WeasyPrint reads it.</summary>
    internal async Task<string> HtmlAsync(InvoiceDocument document, string fingerprint, bool isAccepted, byte[]? xml)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(PaperHtml.Document)] = document,
                [nameof(PaperHtml.Fingerprint)] = fingerprint,
                [nameof(PaperHtml.IsAccepted)] = isAccepted,
                [nameof(PaperHtml.Attachment)] = xml is null ? null : AttachmentOf(document.Number, xml),
            });
            return "<!DOCTYPE html>" + (await renderer.RenderComponentAsync<PaperHtml>(parameters)).ToHtmlString();
        });
    }

    // The program takes an attachment's file name from the path of its address, which ends at the question mark.
    private static string AttachmentOf(string number, byte[] xml) => $"data:text/xml;name=/{number}.xml?;base64,{Convert.ToBase64String(xml)}";
}
