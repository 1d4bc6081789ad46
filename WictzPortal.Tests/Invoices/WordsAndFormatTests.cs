using System.Globalization;
using WictzPortal.Invoices;
using WictzPortal.Kernel;

namespace WictzPortal.Tests.Invoices;

/// <summary>The tables of invoicing-tr.md sections 9 and 10, to the letter.</summary>
[Trait("Database", "Any")]
public sealed class WordsAndFormatTests
{
    [Theory]
    [InlineData("DE", "tr", "Almanya")]
    [InlineData("DE", "en", "Germany")]
    [InlineData("GB", "tr", "Birleşik Krallık")]
    [InlineData("TR", "en", "Türkiye")]
    [InlineData("??", "tr", "??")]
    public void A_country_is_named_in_the_reader_s_language(string code, string language, string name) =>
        Assert.Equal(name, CountryNames.Of(code, language));

    [Theory]
    [InlineData("0.50", "Sıfır Türk Lirası Elli Kuruş", "YALNIZ SIFIR TÜRK LİRASI ELLİ KURUŞ")]
    [InlineData("1.00", "Bir Türk Lirası", "YALNIZ BİR TÜRK LİRASI")]
    [InlineData("34.56", "Otuz Dört Türk Lirası Elli Altı Kuruş", "YALNIZ OTUZDÖRT TÜRK LİRASI ELLİALTI KURUŞ")]
    [InlineData("100.00", "Yüz Türk Lirası", "YALNIZ YÜZ TÜRK LİRASI")]
    [InlineData("1000.00", "Bin Türk Lirası", "YALNIZ BİN TÜRK LİRASI")]
    [InlineData("1001.00", "Bin Bir Türk Lirası", "YALNIZ BİNBİR TÜRK LİRASI")]
    [InlineData("1100.50", "Bin Yüz Türk Lirası Elli Kuruş", "YALNIZ BİNYÜZ TÜRK LİRASI ELLİ KURUŞ")]
    [InlineData("1234.56", "Bin İki Yüz Otuz Dört Türk Lirası Elli Altı Kuruş", "YALNIZ BİNİKİYÜZOTUZDÖRT TÜRK LİRASI ELLİALTI KURUŞ")]
    [InlineData("1854.29", "Bin Sekiz Yüz Elli Dört Türk Lirası Yirmi Dokuz Kuruş", "YALNIZ BİNSEKİZYÜZELLİDÖRT TÜRK LİRASI YİRMİDOKUZ KURUŞ")]
    [InlineData(
        "999999.99", "Dokuz Yüz Doksan Dokuz Bin Dokuz Yüz Doksan Dokuz Türk Lirası Doksan Dokuz Kuruş",
        "YALNIZ DOKUZYÜZDOKSANDOKUZBİNDOKUZYÜZDOKSANDOKUZ TÜRK LİRASI DOKSANDOKUZ KURUŞ")]
    [InlineData("1000000.01", "Bir Milyon Türk Lirası Bir Kuruş", "YALNIZ BİRMİLYON TÜRK LİRASI BİR KURUŞ")]
    [InlineData("1.999", "İki Türk Lirası", "YALNIZ İKİ TÜRK LİRASI")]
    [InlineData("0.00", "Sıfır Türk Lirası", "YALNIZ SIFIR TÜRK LİRASI")]
    public void An_amount_in_words(string amount, string spaced, string joined)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);

        Assert.Equal(spaced, AmountInWords.Spaced(value));
        Assert.Equal(joined, AmountInWords.Joined(value));
    }

    [Theory]
    [InlineData("USD", "İki ABD Doları Beş Sent")]
    [InlineData("EUR", "İki Avro Beş Sent")]
    public void Other_currencies_have_their_own_names(string currency, string words) =>
        Assert.Equal(words, AmountInWords.Spaced(2.05m, currency));

    [Theory]
    [InlineData("1854.29", "One thousand eight hundred fifty-four Turkish lira and twenty-nine kuruş")]
    [InlineData("0.07", "Zero Turkish lira and seven kuruş")]
    [InlineData("1000000.00", "One million Turkish lira")]
    public void An_amount_in_English_words(string amount, string words) =>
        Assert.Equal(words, AmountInWords.English(decimal.Parse(amount, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("en-US")]
    [InlineData("tr-TR")]
    public void A_document_writes_in_its_own_culture_whatever_the_thread_has(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var (tr, en) = (PaperFormat.Turkish, PaperFormat.English);
            Assert.Equal(["1.234,56\u00A0₺", "TRY\u00A01,234.56"], [tr.Money(123456), en.Money(123456)]);
            Assert.Equal(["-1.234,56\u00A0₺", "-TRY\u00A01,234.56"], [tr.Money(-123456), en.Money(-123456)]);
            Assert.Equal(["05.01.2026", "5 January 2026"], [tr.Date(new(2026, 1, 5)), en.Date(new(2026, 1, 5))]);
            Assert.Equal(["05.01.2026 14:07", "5 January 2026 14:07"], [tr.DateTime(new(2026, 1, 5, 14, 7, 0)), en.DateTime(new(2026, 1, 5, 14, 7, 0))]);
            Assert.Equal(["%20", "20%"], [tr.Percent(20), en.Percent(20)]);
            Assert.Equal(["12.345.678", "12,345,678"], [tr.Count(12_345_678), en.Count(12_345_678)]);
            Assert.Equal(["41,237\u00A0₺", "TRY\u00A0164.9485"], [tr.Price(41.237m), en.Price(164.9485m)]);
            Assert.Equal("14:07:09", PaperFormat.Time(new(14, 7, 9)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
