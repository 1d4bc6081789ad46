using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;

namespace WictzPortal.Invoices;

/// <summary>
/// Makes PDFs by WeasyPrint, run as a filter: HTML goes in, PDF comes out, and neither touches a disk. The page names nothing outside
/// itself, and the process is given no way out.
/// </summary>
public sealed partial class PaperPrinter
{
    // Nobody listens there: whatever the program might want to fetch, it does not get.
    private const string Nowhere = "http://127.0.0.1:9";

    private readonly PdfOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<PaperPrinter> _log;

    internal PaperPrinter(IOptions<InvoiceOptions> options, TimeProvider clock, ILogger<PaperPrinter> log) =>
        (_options, _clock, _log) = (options.Value.Pdf, clock, log);

    /// <summary>Whether the program is installed; asked each time, as it may be installed while the portal runs.</summary>
    public bool IsReady => Find() is not null;

    /// <param name="number">What the log calls it; nothing personal.</param>
    /// <param name="identifier">Makes two prints of the same page the same file.</param>
    /// <param name="html">The page.</param>
    /// <param name="isArchive">Whether it becomes PDF/A-3b.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Null when the program is missing, failed, or took too long.</returns>
    public async Task<byte[]?> PrintAsync(string number, Guid identifier, string html, bool isArchive, CancellationToken cancellationToken)
    {
        if (Find() is not { } program)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FilterAsync(Start(program, identifier, isArchive), html, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogTooLong(number);
            return null;
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            LogFailed(number, failure.GetType().Name);
            return null;
        }
    }

    private static ProcessStartInfo Start(string program, Guid identifier, bool isArchive)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        string[] variant = isArchive ? ["--pdf-variant", "pdf/a-3b"] : [];
        foreach (var argument in (string[])["--quiet", "--encoding", "utf-8", .. variant, "--pdf-identifier", $"{identifier:N}", "-", "-"])
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
        var program = _options.Program;
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
