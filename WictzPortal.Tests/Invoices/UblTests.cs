using System.Globalization;
using System.Text;
using System.Xml.Linq;
using WictzPortal.Invoices;

namespace WictzPortal.Tests.Invoices;

[Trait("Database", "Any")]
public sealed class UblTests
{
    private static readonly DateOnly Today = new(2026, 2, 3);
    private static readonly EArchiveOptions References = new();

    public static TheoryData<Buyer> Buyers =>
    [
        Documents.Company,
        Documents.Person,
        Documents.Person with { TaxNumber = null },
        Documents.Person with { TaxNumber = "X-1", Address = Documents.Person.Address! with { Country = "DE" } },
        Documents.Company with { TaxNumber = null, TaxOffice = null, Address = Documents.Company.Address! with { Country = "FR" } },
        Documents.Company with { TaxNumber = "10000000146", FirstName = "İnci", FamilyName = "Öğüt" },
    ];

    [Theory, MemberData(nameof(Buyers))]
    public void Every_rule_holds_whoever_buys(Buyer buyer) => Assert.Empty(UblRules.Broken(Read(Documents.Month(buyer: buyer)), Today));

    [Theory]
    [InlineData("TCKN", "11111111111", "TR")]
    [InlineData("VKN", "2222222222", "DE")]
    public void A_buyer_without_a_number_is_written_as_the_tax_office_wants_it(string scheme, string number, string country)
    {
        var buyer = Documents.Person with { TaxNumber = null, Address = Documents.Person.Address! with { Country = country } };

        var id = UblRules.Find(Read(Documents.Month(buyer: buyer)).Root!, "AccountingCustomerParty/Party/PartyIdentification/ID").Single();

        Assert.Equal((scheme, number), (id.Attribute("schemeID")!.Value, id.Value));
    }

    [Fact]
    public void What_e_archive_wants_to_know_travels_under_the_names_of_the_settings()
    {
        var root = Read(Documents.Month(), new EArchiveOptions { SendMethod = "GONDERIM", OnlineSale = "" }).Root!;

        var told = UblRules.Find(root, "AdditionalDocumentReference")
            .Select(r => $"{UblRules.Find(r, "DocumentTypeCode").Single().Value}={UblRules.Find(r, "DocumentType").Single().Value}");

        Assert.Equal(
            ["GONDERIM=ELEKTRONIK", "EXT_ONLINE_STORE_URL=https://ornek.example", "EXT_PAYMENT_METHOD=KREDIKARTI/BANKAKARTI", "EXT_PAYMENT_DATE=2026-02-03"],
            told);
    }

    [Fact]
    public void Amounts_have_a_dot_and_names_are_escaped_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            var text = Encoding.UTF8.GetString(UblInvoice.Write(Documents.Month(), References));

            Assert.Contains("<cbc:PayableAmount currencyID=\"TRY\">1854.29</cbc:PayableAmount>", text, StringComparison.Ordinal);
            Assert.Contains("Çağrı &amp; &lt;Şule&gt; Ltd. Şti.", text, StringComparison.Ordinal);
            Assert.Contains("YALNIZ BİNSEKİZYÜZELLİDÖRT TÜRK LİRASI YİRMİDOKUZ KURUŞ", text, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<InvoiceDocument> Wrong
    {
        get
        {
            var right = Documents.Month();
            return
            [
                right with { Number = "BLG-2026-000001" },
                right with { Number = "WPE2025000000001" },
                right with { Lines = [] },
                right with { Lines = [.. right.Lines.Select((line, i) => i == 0 ? line with { NetKurus = line.NetKurus + 1 } : line)] },
                right with { Lines = [.. right.Lines.Select((line, i) => i == 0 ? line with { VatKurus = line.VatKurus + 1 } : line)] },
                right with { Taxes = [new TaxLine(20, 154524, 30904)] },
                right with { Taxes = [new TaxLine(20, 154523, 30905)] },
                right with { Totals = right.Totals with { PayableKurus = 185430 } },
                right with { Totals = right.Totals with { NetKurus = 154525, PayableKurus = 185430 } },
                right with { Seller = right.Seller with { TaxNumber = "123" } },
                right with { Buyer = right.Buyer with { TaxNumber = "123" } },
                right with { Buyer = right.Buyer with { Address = null } },
                right with { Buyer = Documents.Person with { FamilyName = "" } },
                right with { Currency = "USD" },
                right with { Kind = DocumentKind.CreditNote },
            ];
        }
    }

    [Theory, MemberData(nameof(Wrong))]
    public void No_document_with_a_broken_identity_is_written(InvoiceDocument document) =>
        Assert.Throws<InvalidOperationException>(() => UblInvoice.Write(document, References));

    [Fact]
    public void A_tax_of_nothing_needs_its_exemption()
    {
        var free = Documents.Month() with
        {
            Lines = [DocumentDraft.Line("Hizmet ihracı", "Service export", 1000, 0)],
            Taxes = [new TaxLine(0, 1000, 0)],
            Totals = new DocumentTotals(1000, 0, 1000),
        };
        Assert.Throws<InvalidOperationException>(() => UblInvoice.Write(free, References));

        var xml = Read(free with { Taxes = [new TaxLine(0, 1000, 0, "302", "11/1-a Hizmet ihracatı")] });

        Assert.Empty(UblRules.Broken(xml, Today));
        Assert.Equal("ISTISNA", UblRules.Find(xml.Root!, "InvoiceTypeCode").Single().Value);
    }

    private static XDocument Read(InvoiceDocument document, EArchiveOptions? references = null) =>
        XDocument.Parse(Encoding.UTF8.GetString(UblInvoice.Write(document, references ?? References)));
}
