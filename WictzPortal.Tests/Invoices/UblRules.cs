using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WictzPortal.Tests.Invoices;

/// <summary>GİB's rules of invoicing-tr.md section 6 that are marked [G], written by hand over the finished XML.</summary>
internal static partial class UblRules
{
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static readonly XNamespace Ext = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";

    private static readonly string[] Prefixes = ["cac", "cbc", "ext", "ds", "xades", "xsi"];

    private static readonly string[] LineBasics = ["ID", "InvoicedQuantity", "LineExtensionAmount"];

    private static readonly string[] Order =
    [
        "UBLExtensions", "UBLVersionID", "CustomizationID", "ProfileID", "ID", "CopyIndicator", "UUID", "IssueDate", "IssueTime", "InvoiceTypeCode",
        "Note", "DocumentCurrencyCode", "LineCountNumeric", "InvoicePeriod", "BillingReference", "AdditionalDocumentReference", "Signature",
        "AccountingSupplierParty", "AccountingCustomerParty", "Delivery", "PaymentMeans", "PricingExchangeRate", "TaxTotal", "WithholdingTaxTotal",
        "LegalMonetaryTotal", "InvoiceLine",
    ];

    public static IEnumerable<string> Broken(XDocument xml, DateOnly today)
    {
        var root = xml.Root!;
        string? Text(string path) => Find(root, path).FirstOrDefault()?.Value;
        decimal Amount(string path) => decimal.Parse(Text(path) ?? "-1", NumberStyles.Number, CultureInfo.InvariantCulture);

        (string Rule, bool Holds)[] rules =
        [
            ("root", root.Name == XName.Get("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2")),
            ("prefixes", Prefixes.All(prefix => root.GetNamespaceOfPrefix(prefix) is not null)),
            ("extensions first", root.Elements().First().Name == Ext + "UBLExtensions"),
            ("order of elements", InOrder(root)),
            ("UBLVersionID", Text("UBLVersionID") == "2.1"),
            ("CustomizationID", Text("CustomizationID") is "TR1.2" or "TR1.2.1"),
            ("ProfileID", Text("ProfileID") == "EARSIVFATURA"),
            ("ID", Id().IsMatch(Text("ID") ?? "")),
            ("CopyIndicator", Text("CopyIndicator") == "false"),
            ("UUID", Guid.TryParseExact(Text("UUID"), "D", out _)),
            ("IssueDate", DateOnly.TryParseExact(Text("IssueDate"), "yyyy-MM-dd", out var day) && day >= new DateOnly(2005, 1, 1) && day <= today),
            ("IssueTime", TimeOnly.TryParseExact(Text("IssueTime"), "HH:mm:ss", out _)),
            ("InvoiceTypeCode", Text("InvoiceTypeCode") is "SATIS" or "IADE" or "TEVKIFAT" or "ISTISNA" or "OZELMATRAH" or "IHRACKAYITLI" or "SGK"),
            ("DocumentCurrencyCode", Text("DocumentCurrencyCode") == "TRY"),
            ("LineCountNumeric", Text("LineCountNumeric") == Find(root, "InvoiceLine").Count().ToString(CultureInfo.InvariantCulture)),
            ("one signature", Find(root, "Signature").Count() == 1 && Find(root, "Signature/ID").Single().Attribute("schemeID")?.Value == "VKN_TCKN"
                && Text("Signature/ID")!.Length is 10 or 11),
            ("supplier", Party(root, "AccountingSupplierParty")),
            ("customer", Party(root, "AccountingCustomerParty")),
            ("tax codes", root.Descendants(Cac + "TaxScheme").Where(scheme => scheme.Parent!.Name == Cac + "TaxCategory")
                .All(scheme => scheme.Element(Cbc + "TaxTypeCode")?.Value == "0015" && scheme.Element(Cbc + "Name")?.Value == "KDV")),
            ("no tax has its reason", root.Descendants(Cac + "TaxSubtotal").All(sub => sub.Element(Cbc + "TaxAmount")!.Value != "0.00"
                || !string.IsNullOrEmpty(sub.Element(Cac + "TaxCategory")!.Element(Cbc + "TaxExemptionReason")?.Value))),
            ("one subtotal per rate", Find(root, "TaxTotal/TaxSubtotal/Percent").GroupBy(p => p.Value).All(p => p.Count() == 1)),
            ("no withholding", !Find(root, "WithholdingTaxTotal").Any()),
            ("two decimals, fifteen digits", Find(root, "LegalMonetaryTotal").Elements().Concat(Find(root, "TaxTotal/TaxAmount")).All(a => Decimals().IsMatch(a.Value))),
            ("five totals", Find(root, "LegalMonetaryTotal").Elements().Select(e => e.Name.LocalName).SequenceEqual(
                ["LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "AllowanceTotalAmount", "PayableAmount"])),
            ("currency everywhere", root.Descendants().Where(e => e.Name.LocalName.EndsWith("Amount", StringComparison.Ordinal))
                .All(e => e.Attribute("currencyID")?.Value == "TRY")),
            ("a unit per line", Find(root, "InvoiceLine/InvoicedQuantity").All(q => q.Attribute("unitCode")?.Value is "C62" or "MON")),
            ("lines sum", Find(root, "InvoiceLine/LineExtensionAmount").Sum(Value) == Amount("LegalMonetaryTotal/LineExtensionAmount")),
            ("net", Amount("LegalMonetaryTotal/TaxExclusiveAmount") == Amount("LegalMonetaryTotal/LineExtensionAmount")),
            ("gross", Amount("LegalMonetaryTotal/TaxInclusiveAmount") == Amount("LegalMonetaryTotal/TaxExclusiveAmount") + Amount("TaxTotal/TaxAmount")),
            ("payable", Amount("LegalMonetaryTotal/PayableAmount") == Amount("LegalMonetaryTotal/TaxInclusiveAmount")),
            ("line taxes", Find(root, "InvoiceLine/TaxTotal/TaxAmount").Sum(Value) == Amount("TaxTotal/TaxAmount")),
            ("lines are complete", Find(root, "InvoiceLine").All(line => LineBasics.All(name => line.Element(Cbc + name) is not null) && Find(line, "Item/Name").Any() && Find(line, "Price/PriceAmount").Any())),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => rule.Rule);
    }

    /// <summary>Elements by their local names, whichever of the two namespaces they are in.</summary>
    public static IEnumerable<XElement> Find(XElement from, string path) =>
        path.Split('/').Aggregate((IEnumerable<XElement>)[from], (at, name) => at.Elements().Where(e => e.Name == Cac + name || e.Name == Cbc + name));

    private static decimal Value(XElement element) => decimal.Parse(element.Value, CultureInfo.InvariantCulture);

    private static bool InOrder(XElement root)
    {
        int[] places = [.. root.Elements().Select(e => Array.IndexOf(Order, e.Name.LocalName))];
        return places.All(place => place >= 0) && places.SequenceEqual(places.Order());
    }

    private static bool Party(XElement root, string role)
    {
        var party = Find(root, $"{role}/Party").Single();
        XElement[] numbers = [.. Find(party, "PartyIdentification/ID").Where(id => id.Attribute("schemeID")?.Value is "VKN" or "TCKN")];
        return numbers is [var number] && Find(party, "PostalAddress/CityName").Any() && Find(party, "PostalAddress/Country/Name").Any()
            && (number.Attribute("schemeID")!.Value == "VKN"
                ? number.Value.Length == 10 && Find(party, "PartyName/Name").Any()
                : number.Value.Length == 11 && Find(party, "Person/FirstName").Any() && Find(party, "Person/FamilyName").Any());
    }

    [GeneratedRegex("^[A-Z0-9]{3}20[0-9]{2}[0-9]{9}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[0-9]{1,15}\.[0-9]{2}$")]
    private static partial Regex Decimals();
}
