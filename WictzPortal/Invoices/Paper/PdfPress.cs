using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace WictzPortal.Invoices;

/// <summary>
/// Prints documents by WeasyPrint, run as a filter: HTML goes in, PDF comes out, and neither touches a disk. The page names nothing
/// outside itself, and the process is given no way out.
/// </summary>
internal sealed partial class PdfPress(
    IServiceScopeFactory scopes, ILoggerFactory loggers, IOptions<InvoiceOptions> options, TimeProvider clock, ILogger<PdfPress> log)
{
    // Nobody listens there: whatever the program might want to fetch, it does not get.
    private const string Nowhere = "http://127.0.0.1:9";

    /// <summary>Whether the program is installed; asked each time, as it may be installed while the portal runs.</summary>
    public bool IsReady => Find() is not null;

    /// <param name="document">What is printed.</param>
    /// <param name="fingerprint">SHA-256 of its canonical JSON, as hex.</param>
    /// <param name="isAccepted">Whether the integrator has accepted it.</param>
    /// <param name="xml">What is attached, and makes it PDF/A-3b; null for none.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null when the program is missing, failed, or took too long.</returns>
    public async Task<byte[]?> PrintAsync(
        InvoiceDocument document, string fingerprint, bool isAccepted, byte[]? xml, CancellationToken cancellationToken)
    {
        if (Find() is not { } program)
        {
            return null;
        }

        var html = await HtmlAsync(document, fingerprint, isAccepted, xml);
        using var limit = new CancellationTokenSource(options.Value.Pdf.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FilterAsync(Start(program, document, isArchive: xml is not null), html, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogTooLong(document.Number);
            return null;
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            LogFailed(document.Number, failure.GetType().Name);
            return null;
        }
    }

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

    private static ProcessStartInfo Start(string program, InvoiceDocument document, bool isArchive)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        string[] variant = isArchive ? ["--pdf-variant", "pdf/a-3b"] : [];
        foreach (var argument in (string[])["--quiet", "--encoding", "utf-8", .. variant, "--pdf-identifier", $"{document.Ettn:N}", "-", "-"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var proxy in (string[])["http_proxy", "https_proxy", "ftp_proxy", "all_proxy"])
        {
            start.Environment[proxy] = Nowhere;
        }

        return start;
    }

    private async Task<byte[]?> FilterAsync(ProcessStartInfo start, string html, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start) ?? throw new IOException("The program did not start.");
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;      // calls come first
            using var pdf = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(pdf, cancellationToken);
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);      // they may quote the page
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(html), cancellationToken);
            process.StandardInput.Close();
            await Task.WhenAll(reading, complaints);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0 && pdf.Length > 0)
            {
                return pdf.ToArray();
            }

            LogEnded(process.ExitCode);
            return null;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private string? Find()
    {
        var program = options.Value.Pdf.Program;
        return Path.IsPathRooted(program)
            ? (File.Exists(program) ? program : null)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    [LoggerMessage(LogLevel.Error, "Printing {Number} took too long.")]
    private partial void LogTooLong(string number);

    [LoggerMessage(LogLevel.Error, "Printing {Number} failed: {Failure}.")]
    private partial void LogFailed(string number, string failure);

    [LoggerMessage(LogLevel.Error, "WeasyPrint ended with exit code {ExitCode}.")]
    private partial void LogEnded(int exitCode);
}
