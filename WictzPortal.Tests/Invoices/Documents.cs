using WictzPortal.Invoices;

namespace WictzPortal.Tests.Invoices;

/// <summary>A document to write and to print: the worked example, with names that are hard to write.</summary>
internal static class Documents
{
    public static readonly Seller Seller = new(
        "Örnek Yazılım A.Ş.", "9876543217", "Kadıköy", new PostalAddress("Iğdır Sk. 5", "Üsküdar", "İstanbul", "34000", "TR"),
        "0987654321700011", "123456-5", "https://ornek.example", null, null);

    public static readonly Buyer Company = new(
        true, "Çağrı & <Şule> Ltd. Şti.", null, null, "0123456789", "Ümraniye", new PostalAddress("Gül Cd. 7", "Çankaya", "Ankara", "06000", "TR"));

    public static readonly Buyer Person = new(
        false, "İnci Öğüt", "İnci", "Öğüt", "19090909018", null, new PostalAddress("Gül Cd. 7", "Çankaya", "Ankara", "06000", "TR"));

    public static InvoiceDocument Month(FiscalMode mode = FiscalMode.Export, Buyer? buyer = null, string language = "tr")
    {
        var lines = DocumentDraft.Taxed(
        [
            DocumentDraft.Line("Pro plan", "Pro plan", 83250, 20),
            new DocumentLine("model-x girdi: 12.345.678 birim", "model-x input: 12,345,678 tokens", 1, 509.10m, 50910, 20, 0),
            new DocumentLine("model-x çıktı: 1.234.567 birim", "model-x output: 1,234,567 tokens", 1, 203.64m, 20364, 20, 0),
        ]);
        return new InvoiceDocument
        {
            Salt = "00112233445566778899aabbccddeeff",
            Kind = DocumentKind.Invoice,
            Mode = mode,
            Number = mode == FiscalMode.None ? "BLG-2026-000001" : "WPE2026000000001",
            Ettn = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            IssuedAt = new DateTimeOffset(2026, 2, 2, 21, 30, 5, TimeSpan.Zero),
            IssuedOn = new DateOnly(2026, 2, 3),
            IssuedTime = new TimeOnly(0, 30, 5),
            Period = new ServicePeriod(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)),
            Seller = Seller,
            Buyer = buyer ?? Company,
            Lines = lines,
            Taxes = [new TaxLine(20, 154524, 30905)],
            Totals = new DocumentTotals(154524, 30905, 185429),
            Words = new DocumentWords(AmountInWords.Joined(1854.29m), AmountInWords.English(1854.29m)),
            Payment = new PaymentNote("WZ0001", PaidBy.Card, new DateOnly(2026, 2, 3)),
            Notes = [new DocumentNote("Bu satış internet üzerinden yapılmıştır.", "This sale was made over the internet.")],
            Language = language,
            TemplateVersion = 1,
            PriceBookVersion = 3,
        };
    }
}
