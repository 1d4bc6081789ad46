using System.Globalization;
using WictzPortal.Billing;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>What stands on a paper, line by line.</summary>
internal static class PaperFacts
{
    /// <summary>Of what weight the document is; null for a legal one.</summary>
    public static string? Warning(InvoiceDocument document, PaperWords words, bool isAccepted) => document switch
    {
        { Mode: FiscalMode.Integrator } => isAccepted ? null : words.Draft,
        { Mode: FiscalMode.Export } => words.Draft,
        _ => words.Banner,
    };

    public static IEnumerable<string> SellerLines(Seller seller, PaperWords words)
    {
        foreach (var line in Address(seller.Address, words))
        {
            yield return line;
        }

        var (tax, mersis) = (Number(seller.TaxNumber, words), seller.MersisNumber);
        foreach (var (label, value) in new[]
        {
            (words.TaxOffice, seller.TaxOffice), (tax.Label, tax.Value), (words.Mersis, mersis), (words.Registry, seller.TradeRegistryNumber),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                yield return $"{label}: {value}";
            }
        }

        foreach (var line in new[] { seller.Website, seller.Email, seller.Phone })
        {
            if (!string.IsNullOrEmpty(line))
            {
                yield return line;
            }
        }
    }

    public static IEnumerable<string> BuyerLines(Buyer buyer, PaperWords words, bool isMasked)
    {
        if (buyer.Address is { } address)
        {
            foreach (var line in Address(address, words))
            {
                yield return line;
            }
        }

        if (!string.IsNullOrEmpty(buyer.TaxOffice))
        {
            yield return $"{words.TaxOffice}: {buyer.TaxOffice}";
        }

        var (label, number) = buyer.Address?.Country is null or "TR" ? Number(buyer.TaxNumber, words) : (words.TaxNumber, buyer.TaxNumber);
        if (!string.IsNullOrEmpty(number))
        {
            yield return $"{label}: {(isMasked && number.Length == TaxNumbers.TcknLength ? TaxNumbers.Mask(number) : number)}";
        }
    }

    public static IEnumerable<(string Name, string Value)> Facts(InvoiceDocument document, PaperWords words, PaperFormat format)
    {
        yield return (document is { Mode: not FiscalMode.None, Kind: DocumentKind.Invoice } ? words.LegalNumber : words.Number, document.Number);
        yield return (words.IssuedOn, format.Date(document.IssuedOn));
        yield return (words.IssuedTime, PaperFormat.Time(document.IssuedTime));
        if (document.Period is { } period)
        {
            yield return (words.Period, Span(period, format));
        }

        if (document.Corrects is { } original)
        {
            yield return (words.Corrects, $"{original.Number}, {format.Date(original.IssuedOn)}");
        }

        if (document.Payment is { } payment)
        {
            yield return (words.PaidBy, words.MethodOf(payment.Method));
            if (payment.Method != PaidBy.Wallet)
            {
                yield return (words.PaidOn, format.Date(payment.PaidOn));
                yield return (words.Reference, payment.Reference);
            }
        }
    }

    public static IEnumerable<(string Name, string Value)> Sums(InvoiceDocument document, PaperWords words, PaperFormat format)
    {
        yield return (words.NetTotal, format.Money(document.Totals.NetKurus));
        foreach (var tax in document.Taxes)
        {
            if (document.Taxes.Count > 1)
            {
                yield return ($"{words.Taxable} {format.Percent(tax.Percent)}", format.Money(tax.TaxableKurus));
            }

            yield return (string.Format(CultureInfo.InvariantCulture, words.ComputedVat, format.Percent(tax.Percent)), format.Money(tax.VatKurus));
        }

        yield return (words.GrossTotal, format.Money(document.Totals.PayableKurus));
        var isReturn = document.Kind is DocumentKind.CreditNote or DocumentKind.AdvanceRepayment or DocumentKind.ExpenseVoucher;
        yield return (isReturn ? words.Returned : words.Payable, format.Money(document.Totals.PayableKurus));
    }

    public static string Span(ServicePeriod period, PaperFormat format) => $"{format.Date(period.From)} – {format.Date(period.Until)}";

    private static (string Label, string? Value) Number(string? number, PaperWords words) =>
        (number?.Length == TaxNumbers.TcknLength ? words.Tckn : words.Vkn, number);

    private static IEnumerable<string> Address(PostalAddress address, PaperWords words)
    {
        var country = CountryNames.Of(address.Country, words.Language);
        string[] lines = [address.Street, $"{address.PostalCode} {address.District} {address.City}".Replace("  ", " ", StringComparison.Ordinal).Trim()];
        return [.. lines.Where(line => line.Length > 0), .. lines.Any(line => line.Length > 0) ? new[] { country } : []];
    }
}
