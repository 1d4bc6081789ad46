namespace WictzPortal.Invoices;

/// <summary>A document that lacks but its number and its moment.</summary>
internal sealed record DocumentDraft(DocumentKind Kind, FiscalMode Mode, Seller Seller, Buyer Buyer, string Language, IReadOnlyList<DocumentLine> Lines)
{
    public ServicePeriod? Period { get; init; }

    public PaymentNote? Payment { get; init; }

    public IssuedDocument? Original { get; init; }

    public IReadOnlyList<DocumentNote> Notes { get; init; } = [];

    public int? PriceBookVersion { get; init; }

    public long NetKurus => Lines.Sum(line => line.NetKurus);

    public long VatKurus => Lines.Sum(line => line.VatKurus);

    /// <summary>Lines with their parts of each rate's tax.</summary>
    public static IReadOnlyList<DocumentLine> Taxed(IReadOnlyList<DocumentLine> lines)
    {
        var shares = LineTax.Share([.. lines.Select(line => (line.NetKurus, line.VatPercent))]);
        return [.. lines.Zip(shares, (line, vat) => line with { VatKurus = vat })];
    }

    /// <summary>One line that is what was sold.</summary>
    public static DocumentLine Line(string text, string english, long netKurus, int percent, long vatKurus = 0) =>
        new(text, english, 1, netKurus / 100m, netKurus, percent, vatKurus);
}
