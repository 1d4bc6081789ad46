using System.Diagnostics;

namespace WictzPortal.Tests.Testing;

/// <summary>What stands on the pages of a PDF, as <c>pdftotext</c> reads it.</summary>
internal static class PdfText
{
    public static async Task<string> OfAsync(byte[] pdf)
    {
        using var process = Process.Start(
            new ProcessStartInfo("pdftotext", ["-layout", "-", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var reading = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(pdf);
        process.StandardInput.Close();
        return await reading.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
