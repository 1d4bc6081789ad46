using System.Globalization;
using System.Text;
using System.Xml;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>
/// Writes an invoice as UBL-TR 1.2 for e-Arşiv, unsigned: the integrator signs and reports it. The order of elements is the schema's.
/// </summary>
internal static class UblInvoice
{
    // GİB's own, for what the law lets stand without a number; neither passes a checksum, and neither is ever taken from a customer.
    private const string UnidentifiedPerson = "11111111111";
    private const string ForeignBuyer = "2222222222";

    /// <exception cref="InvalidOperationException">An identity is broken; see <see cref="UblIdentities"/>.</exception>
    public static byte[] Write(InvoiceDocument document, EArchiveOptions references)
    {
        if (UblIdentities.FirstBroken(document) is { } broken)
        {
            throw new InvalidOperationException(broken);
        }

        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            var xml = new UblXml(writer, document.Currency);
            xml.Root(() => Content(xml, document, references));
        }

        return bytes.ToArray();
    }

    private static void Content(UblXml xml, InvoiceDocument document, EArchiveOptions references)
    {
        xml.Text("UBLVersionID", "2.1");
        xml.Text("CustomizationID", "TR1.2");
        xml.Text("ProfileID", "EARSIVFATURA");
        xml.Text("ID", document.Number);
        xml.Text("CopyIndicator", "false");
        xml.Text("UUID", document.Ettn.ToString("D"));
        xml.Date("IssueDate", document.IssuedOn);
        xml.Text("IssueTime", document.IssuedTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        xml.Text("InvoiceTypeCode", document.Taxes.Any(tax => tax.VatKurus == 0) ? "ISTISNA" : "SATIS");
        xml.Text("Note", document.Words.Turkish);
        foreach (var note in document.Notes)
        {
            xml.Text("Note", note.Turkish);
        }

        xml.Text("DocumentCurrencyCode", document.Currency);
        xml.Number("LineCountNumeric", document.Lines.Count);
        if (document.Period is { } period)
        {
            xml.Group("InvoicePeriod", () => { xml.Date("StartDate", period.From); xml.Date("EndDate", period.Until); });
        }

        References(xml, document, references);
        xml.Group("Signature", () => Signatory(xml, document));
        xml.Group("AccountingSupplierParty", () => Supplier(xml, document.Seller));
        xml.Group("AccountingCustomerParty", () => Customer(xml, document.Buyer));
        if (document.Payment is { } payment)
        {
            // UN/ECE 4461: 48 bank card, 42 transfer, 1 unspecified.
            xml.Group("PaymentMeans", () => xml.Text("PaymentMeansCode", payment.Method switch { PaidBy.Card => "48", PaidBy.Transfer => "42", _ => "1" }));
        }

        Taxes(xml, document.Taxes, document.Totals.VatKurus);
        xml.Group("LegalMonetaryTotal", () =>
        {
            xml.Amount("LineExtensionAmount", document.Totals.NetKurus);
            xml.Amount("TaxExclusiveAmount", document.Totals.NetKurus);
            xml.Amount("TaxInclusiveAmount", document.Totals.PayableKurus);
            xml.Amount("AllowanceTotalAmount", 0);
            xml.Amount("PayableAmount", document.Totals.PayableKurus);
        });
        for (var i = 0; i < document.Lines.Count; i++)
        {
            Line(xml, i + 1, document.Lines[i], document.Taxes);
        }
    }

    private static void References(UblXml xml, InvoiceDocument document, EArchiveOptions names)
    {
        Reference(names.SendMethod, "ELEKTRONIK");
        if (document.Payment is not { Method: PaidBy.Card or PaidBy.Transfer } payment)
        {
            return;
        }

        Reference(names.OnlineSale, "true");
        Reference(names.StoreUrl, document.Seller.Website);
        Reference(names.PaymentMethod, payment.Method == PaidBy.Card ? "KREDIKARTI/BANKAKARTI" : "EFT/HAVALE");
        Reference(names.PaymentDate, payment.PaidOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        void Reference(string code, string? value)
        {
            if (code.Length > 0 && !string.IsNullOrEmpty(value))
            {
                xml.Group("AdditionalDocumentReference", () =>
                {
                    xml.Text("ID", document.Number);
                    xml.Date("IssueDate", document.IssuedOn);
                    xml.Text("DocumentTypeCode", code);
                    xml.Text("DocumentType", value);
                });
            }
        }
    }

    // Whose signature it will be; the integrator adds the signature itself.
    private static void Signatory(UblXml xml, InvoiceDocument document)
    {
        xml.Text("ID", document.Seller.TaxNumber, "schemeID", "VKN_TCKN");
        xml.Group("SignatoryParty", () =>
        {
            Identification(xml, document.Seller.TaxNumber);
            Address(xml, document.Seller.Address);
        });
        xml.Group("DigitalSignatureAttachment", () => xml.Group("ExternalReference", () => xml.Text("URI", $"#Signature_{document.Number}")));
    }

    private static void Supplier(UblXml xml, Seller seller) => xml.Group("Party", () =>
    {
        xml.Text("WebsiteURI", seller.Website);
        Identification(xml, seller.TaxNumber!);
        Identification(xml, seller.MersisNumber, "MERSISNO");
        Identification(xml, seller.TradeRegistryNumber, "TICARETSICILNO");
        xml.Group("PartyName", () => xml.Text("Name", seller.Name));
        Address(xml, seller.Address);
        Office(xml, seller.TaxOffice);
        if (seller.Phone is not null || seller.Email is not null)
        {
            xml.Group("Contact", () => { xml.Text("Telephone", seller.Phone); xml.Text("ElectronicMail", seller.Email); });
        }
    });

    private static void Customer(UblXml xml, Buyer buyer) => xml.Group("Party", () =>
    {
        var number = buyer.Address!.Country == "TR" ? buyer.TaxNumber ?? UnidentifiedPerson : ForeignBuyer;
        var isPerson = number.Length == UnidentifiedPerson.Length;
        Identification(xml, number);
        if (!isPerson || buyer.IsCorporate)
        {
            xml.Group("PartyName", () => xml.Text("Name", buyer.Name));
        }

        Address(xml, buyer.Address);
        Office(xml, buyer.TaxOffice);
        if (isPerson)
        {
            xml.Group("Person", () => { xml.Text("FirstName", buyer.FirstName); xml.Text("FamilyName", buyer.FamilyName); });
        }
    });

    private static void Identification(UblXml xml, string? number, string? scheme = null)
    {
        if (!string.IsNullOrEmpty(number))
        {
            xml.Group("PartyIdentification", () => xml.Text("ID", number, "schemeID", scheme ?? (number.Length == 10 ? "VKN" : "TCKN")));
        }
    }

    private static void Address(UblXml xml, PostalAddress address) => xml.Group("PostalAddress", () =>
    {
        xml.Text("StreetName", address.Street);
        xml.Text("CitySubdivisionName", address.District);
        xml.Text("CityName", address.City);
        xml.Text("PostalZone", address.PostalCode);
        xml.Group("Country", () =>
        {
            xml.Text("IdentificationCode", address.Country);
            xml.Text("Name", CountryNames.Of(address.Country, "tr"));
        });
    });

    private static void Office(UblXml xml, string? office)
    {
        if (!string.IsNullOrEmpty(office))
        {
            xml.Group("PartyTaxScheme", () => xml.Group("TaxScheme", () => xml.Text("Name", office)));
        }
    }

    private static void Taxes(UblXml xml, IEnumerable<TaxLine> taxes, long vatKurus) => xml.Group("TaxTotal", () =>
    {
        xml.Amount("TaxAmount", vatKurus);
        foreach (var tax in taxes)
        {
            xml.Group("TaxSubtotal", () =>
            {
                xml.Amount("TaxableAmount", tax.TaxableKurus);
                xml.Amount("TaxAmount", tax.VatKurus);
                xml.Number("Percent", tax.Percent);
                xml.Group("TaxCategory", () =>
                {
                    xml.Text("TaxExemptionReasonCode", tax.ExemptionCode);
                    xml.Text("TaxExemptionReason", tax.ExemptionReason);
                    xml.Group("TaxScheme", () => { xml.Text("Name", "KDV"); xml.Text("TaxTypeCode", "0015"); });
                });
            });
        }
    });

    private static void Line(UblXml xml, int number, DocumentLine line, IEnumerable<TaxLine> taxes) => xml.Group("InvoiceLine", () =>
    {
        xml.Number("ID", number);
        xml.Text("InvoicedQuantity", line.Quantity.ToString(CultureInfo.InvariantCulture), "unitCode", "C62");
        xml.Amount("LineExtensionAmount", line.NetKurus);
        var exemption = taxes.First(tax => tax.Percent == line.VatPercent);
        Taxes(xml, [exemption with { TaxableKurus = line.NetKurus, VatKurus = line.VatKurus }], line.VatKurus);
        xml.Group("Item", () => xml.Text("Name", line.Text));
        xml.Group("Price", () => xml.Amount("PriceAmount", line.UnitPrice, "0.00####"));
    });
}
