using System.Diagnostics;
using System.Text;
using WictzPortal.Invoices;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Invoices;

/// <summary>What stands on paper: read back from the PDF by pdftotext.</summary>
[Trait("Database", "Any")]
public sealed class PaperTests
{
    private const string Fingerprint = "feedc0ffee";

    [Fact]
    public async Task The_pdf_holds_every_mandatory_field_and_the_draft_in_ubl()
    {
        var app = await PortalApp.SharedAsync;
        var document = Documents.Month(buyer: Documents.Person);
        var xml = app.Get<DocumentFiles>().XmlOf(document)!;

        var pdf = await app.Get<PdfPress>().PrintAsync(document, Fingerprint, false, xml, default);
        var text = await PdfText.OfAsync(pdf!);

        string[] fields =
        [
            "e-Arşiv Fatura", "WPE2026000000001", "03.02.2026", "00:30:05",                                          // VUK 230/1, e-Arşiv
            "Örnek Yazılım A.Ş.", "Iğdır Sk. 5", "Üsküdar", "İstanbul", "Vergi Dairesi: Kadıköy", "VKN: 9876543217",      // 230/2
            "MERSİS No: 0987654321700011", "https://ornek.example",                                                  // TTK 39/2
            "Sayın", "İnci Öğüt", "Gül Cd. 7", "Ankara", "TCKN: 19090909018",                                         // 230/3
            "Pro plan", "509,10 ₺", "1.545,24 ₺", "309,05 ₺", "1.854,29 ₺", "%20",                                    // 230/4
            "YALNIZ", "BİNSEKİZYÜZELLİDÖRT", "01.01.2026 – 31.01.2026", "Banka/Kredi Kartı", "WZ0001",
            "internet üzerinden yapılmıştır", document.Ettn.ToString(), Fingerprint, "1/1", "Taslaktır",
        ];
        Assert.Equal([], fields.Where(field => !text.Replace('\u00A0', ' ').Replace(" / ", "/", StringComparison.Ordinal).Contains(field, StringComparison.Ordinal)));
        Assert.DoesNotContain("@", text, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(xml), await DetachAsync(pdf!));
    }

    [Theory]
    [InlineData(FiscalMode.None, false, "Bilgi amaçlıdır, mali değeri yoktur.")]
    [InlineData(FiscalMode.Export, true, "Taslaktır;")]
    [InlineData(FiscalMode.Integrator, false, "Taslaktır;")]
    [InlineData(FiscalMode.Integrator, true, null)]
    public void The_paper_says_of_what_weight_it_is(FiscalMode mode, bool isAccepted, string? warning)
    {
        var said = PaperFacts.Warning(Documents.Month(mode), PaperWords.Turkish, isAccepted);

        Assert.True(warning is null ? said is null : said!.StartsWith(warning, StringComparison.Ordinal));
        Assert.Equal(mode == FiscalMode.None ? "Fatura Bilgi Belgesi" : "e-Arşiv Fatura", PaperWords.Turkish.TitleOf(DocumentKind.Invoice, mode));
        Assert.Equal(mode == FiscalMode.None ? "Belge No" : "Fatura No", NameOfNumber(Documents.Month(mode)));
        Assert.Equal("Belge No", NameOfNumber(Documents.Month(mode) with { Kind = DocumentKind.ExpenseVoucher }));      // which is no invoice
    }

    [Fact]
    public async Task The_banner_stands_on_every_page_and_the_english_copy_says_that_the_turkish_text_prevails()
    {
        var app = await PortalApp.SharedAsync;
        var document = Documents.Month(FiscalMode.None, language: "en");
        document = document with { Lines = [.. Enumerable.Repeat(document.Lines, 12).SelectMany(lines => lines)] };

        var text = await PdfText.OfAsync((await app.Get<PdfPress>().PrintAsync(document, Fingerprint, false, null, default))!);
        var pages = text.TrimEnd('\f', '\n').Split('\f');

        Assert.InRange(pages.Length, 3, 8);
        Assert.All(pages, page => Assert.True(page.Contains("Bilgi amaçlıdır", StringComparison.Ordinal) || page.Contains("For information only", StringComparison.Ordinal)));
        Assert.Contains("the Turkish text prevails", text, StringComparison.Ordinal);
        Assert.Contains("TRY 1,854.29", text.Replace('\u00A0', ' '), StringComparison.Ordinal);
        Assert.DoesNotContain("lira and Net total", text, StringComparison.Ordinal);      // the words keep their distance from the sums
    }

    [Fact]
    public async Task A_customers_name_cannot_make_the_printer_fetch_anything()
    {
        var app = await PortalApp.SharedAsync;
        var document = Documents.Month(buyer: Documents.Company with { Name = "<img src='file:///etc/hostname'><link rel=attachment href='http://127.0.0.1/'>" });

        var html = await app.Get<PdfPress>().HtmlAsync(document, Fingerprint, false, null);

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"attachment\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_program_documents_are_issued_and_printed_and_mailed_later()
    {
        await using var first = await PortalApp.StartAsync(("Invoices:Pdf:Program", "no-such-program"));
        var sales = new Sales(first);
        await sales.IdentifyAsync();
        await sales.PayAsync(8333);
        await sales.IssueAsync();
        Assert.Equal(0, await first.Get<PrintInvoicesJob>().RunAsync(default));
        Assert.Equal(("no-such-program", 1), (first.Get<InvoiceSettings>().MissingProgram, await first.Get<PaperFinisher>().WaitingAsync(default)));

        await using var second = await first.RestartAsync(("Invoices:Pdf:Program", "weasyprint"));
        var later = new Sales(second) { AccountId = sales.AccountId, AccountNumber = sales.AccountNumber };
        Assert.Equal(1, await second.Get<PrintInvoicesJob>().RunAsync(default));
        Assert.Equal(0, await second.Get<PrintInvoicesJob>().RunAsync(default));

        Assert.True(Assert.Single(await later.DocumentsAsync()).HasPdf);
        var mail = Assert.Single((await second.Get<WictzPortal.Mail.MailBrowser>().ListAsync(null, 0, 10, default)).Rows);
        var opened = (await second.Get<WictzPortal.Mail.MailBrowser>().OpenAsync(mail.Id, new WictzPortal.Audit.AuditNote("test", null), default))!;
        Assert.Equal("inci@example.com", opened.Recipient);
        var attached = await second.Get<DocumentFiles>().OpenAsync(opened.Letter!.Attachment!, default);
        Assert.Equal("application/pdf", attached!.ContentType);
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(attached.Bytes, 0, 4), StringComparison.Ordinal);
    }

    private static string NameOfNumber(InvoiceDocument document) => PaperFacts.Facts(document, PaperWords.Turkish, PaperFormat.Of("tr")).First().Name;

    private static async Task<string> DetachAsync(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("portal-test-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "a.pdf"), pdf);
            using var process = Process.Start("pdfdetach", ["-saveall", "-o", folder, Path.Combine(folder, "a.pdf")]);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return await File.ReadAllTextAsync(Path.Combine(folder, "WPE2026000000001.xml"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
