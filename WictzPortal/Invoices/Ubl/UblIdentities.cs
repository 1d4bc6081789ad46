using System.Text.RegularExpressions;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>What must hold before a document is written as XML, so that no wrong sum ever leaves the house.</summary>
internal static partial class UblIdentities
{
    /// <returns>The first identity that is broken, in words; null when all hold.</returns>
    public static string? FirstBroken(InvoiceDocument document)
    {
        var totals = document.Totals;
        var net = document.Lines.Sum(line => line.NetKurus);
        var shares = LineTax.Share([.. document.Lines.Select(line => (line.NetKurus, line.VatPercent))]);
        return document switch
        {
            { Kind: not DocumentKind.Invoice } => "Only an invoice is written in UBL-TR.",
            { Lines.Count: 0 } => "An invoice has a line.",
            _ when !LegalNumber().IsMatch(document.Number) => "The number is not three letters, a year and nine digits.",
            _ when document.Number[3..7] != $"{document.IssuedOn:yyyy}" => "The year in the number is that of the day of issue.",
            { Currency: not "TRY" } => "Documents are in lira.",
            _ when document.Lines.Any(line => line.NetKurus != NetOf(line)) => "A line is its quantity times its price.",
            _ when net != totals.NetKurus => "The lines sum to the net total.",
            _ when document.Taxes.Sum(tax => tax.TaxableKurus) != totals.NetKurus => "The taxable amounts sum to the net total.",
            _ when document.Taxes.Any(tax => VatSplit.OfNet(tax.TaxableKurus, tax.Percent).VatKurus != tax.VatKurus) => "The tax is the rate of the taxable amount.",
            _ when document.Taxes.Sum(tax => tax.VatKurus) != totals.VatKurus => "The taxes sum to the tax total.",
            _ when !document.Lines.Select(line => line.VatKurus).SequenceEqual(shares) => "The lines' taxes sum to the tax of their rate.",
            _ when totals.NetKurus + totals.VatKurus != totals.PayableKurus => "Net and tax are the payable amount.",
            _ when document.Taxes.Any(tax => tax.VatKurus == 0 && string.IsNullOrEmpty(tax.ExemptionReason)) => "A tax of nothing has its exemption and reason.",
            { Seller.TaxNumber: not { Length: 10 or 11 } } => "The seller has a tax number of 10 or 11 digits.",
            { Buyer: { TaxNumber: not (null or { Length: 10 or 11 }), Address.Country: "TR" } } => "The buyer's tax number has 10 or 11 digits.",
            { Buyer: { IsCorporate: true, TaxNumber: null, Address.Country: "TR" } } => "A company has a tax number.",
            { Buyer: { TaxNumber: null or { Length: 11 }, Address.Country: "TR" } }
                when string.IsNullOrEmpty(document.Buyer.FirstName) || string.IsNullOrEmpty(document.Buyer.FamilyName) => "A person has a first and a family name.",
            { Buyer.Address: null } => "The buyer has an address.",
            _ => null,
        };
    }

    private static long NetOf(DocumentLine line) => (long)Math.Round(line.Quantity * line.UnitPrice * 100, 0, MidpointRounding.AwayFromZero);

    [GeneratedRegex("^[A-Z]{3}20[0-9]{2}[0-9]{9}$")]
    public static partial Regex LegalNumber();
}
