using System.Globalization;
using System.Xml;

namespace WictzPortal.Invoices;

/// <summary>Writes the elements of UBL's three namespaces; amounts with a dot, whatever the culture.</summary>
internal sealed class UblXml(XmlWriter xml, string currency)
{
    public const string Invoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    public const string Aggregates = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    public const string Basics = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    public const string Extensions = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";
    private const string NamespaceOfPrefixes = "http://www.w3.org/2000/xmlns/";

    public void Root(Action content)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("Invoice", Invoice);
        Prefix("cac", Aggregates);
        Prefix("cbc", Basics);
        Prefix("ext", Extensions);
        Prefix("ds", "http://www.w3.org/2000/09/xmldsig#");
        Prefix("xades", "http://uri.etsi.org/01903/v1.3.2#");
        Prefix("xsi", "http://www.w3.org/2001/XMLSchema-instance");

        // The integrator's signature goes here.
        xml.WriteStartElement("UBLExtensions", Extensions);
        xml.WriteStartElement("UBLExtension", Extensions);
        xml.WriteElementString("ExtensionContent", Extensions, "");
        xml.WriteEndElement();
        xml.WriteEndElement();
        content();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    /// <summary>An aggregate with what is in it.</summary>
    public void Group(string name, Action content)
    {
        xml.WriteStartElement(name, Aggregates);
        content();
        xml.WriteEndElement();
    }

    /// <summary>A basic element; nothing for nothing.</summary>
    public void Text(string name, string? value, string? attribute = null, string? attributeValue = null)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        xml.WriteStartElement(name, Basics);
        if (attribute is not null)
        {
            xml.WriteAttributeString(attribute, attributeValue);
        }

        xml.WriteString(value);
        xml.WriteEndElement();
    }

    public void Amount(string name, long kurus) => Amount(name, kurus / 100m, "0.00");

    public void Amount(string name, decimal lira, string pattern) =>
        Text(name, lira.ToString(pattern, CultureInfo.InvariantCulture), "currencyID", currency);

    public void Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));

    public void Date(string name, DateOnly day) => Text(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private void Prefix(string prefix, string uri) => xml.WriteAttributeString("xmlns", prefix, NamespaceOfPrefixes, uri);
}
