namespace WictzPortal.Invoices;

/// <summary>
/// The words of a document in one language. They belong to the document and not to the page it is shown on: a document is Turkish
/// whoever reads it, and its English copy is English.
/// </summary>
internal sealed record PaperWords
{
    public static readonly PaperWords Turkish = new()
    {
        Language = "tr",
        Name = "Türkçe",
        Banner = "Bilgi amaçlıdır, mali değeri yoktur.",
        Draft = "Taslaktır; entegratör onaylayana kadar mali değeri yoktur.",
        Number = "Belge No",
        LegalNumber = "Fatura No",
        IssuedOn = "Düzenleme Tarihi",
        IssuedTime = "Düzenleme Saati",
        BillTo = "Sayın",
        Vkn = "VKN",
        Tckn = "TCKN",
        TaxNumber = "Vergi No",
        TaxOffice = "Vergi Dairesi",
        Mersis = "MERSİS No",
        Registry = "Ticaret Sicil No",
        Period = "Hizmet Dönemi",
        Item = "Mal/Hizmet",
        Quantity = "Miktar",
        Unit = "Birim",
        Piece = "Adet",
        UnitPrice = "Birim Fiyat",
        VatRate = "KDV Oranı",
        Vat = "KDV Tutarı",
        Amount = "Tutar",
        Taxable = "Matrah",
        ComputedVat = "Hesaplanan KDV ({0})",
        NetTotal = "Mal Hizmet Toplam Tutarı",
        GrossTotal = "Vergiler Dahil Toplam Tutar",
        Payable = "Ödenecek Tutar",
        Returned = "İade Edilen Tutar",
        PaidBy = "Ödeme Şekli",
        PaidOn = "Ödeme Tarihi",
        Reference = "Ödeme No",
        Card = "Banka/Kredi Kartı",
        Transfer = "EFT/Havale",
        Wallet = "Ön ödemeli bakiye",
        Corrects = "Düzeltilen Belge",
        Notes = "Notlar",
        Exemption = "Vergi istisnası",
        Confirmed = "Yukarıdaki tutarı iade aldım. Adı soyadı, imza:",
        Page = "Sayfa",
        Fingerprint = "Belge özeti (SHA-256)",
    };

    public static readonly PaperWords English = new()
    {
        Language = "en",
        Name = "English",
        Banner = "For information only, not a fiscal document.",
        Draft = "Draft; not a fiscal document until the integrator has accepted it.",
        Number = "Document no.",
        LegalNumber = "Invoice no.",
        IssuedOn = "Issue date",
        IssuedTime = "Issue time",
        BillTo = "Bill to",
        Vkn = "Tax no.",
        Tckn = "National id",
        TaxNumber = "Tax no.",
        TaxOffice = "Tax office",
        Mersis = "MERSIS no.",
        Registry = "Trade registry no.",
        Period = "Service period",
        Item = "Item",
        Quantity = "Qty",
        Unit = "Unit",
        Piece = "Piece",
        UnitPrice = "Unit price",
        VatRate = "VAT rate",
        Vat = "VAT",
        Amount = "Amount",
        Taxable = "Taxable base",
        ComputedVat = "VAT ({0})",
        NetTotal = "Net total",
        GrossTotal = "Total incl. VAT",
        Payable = "Amount payable",
        Returned = "Amount returned",
        PaidBy = "Payment method",
        PaidOn = "Payment date",
        Reference = "Payment no.",
        Card = "Card",
        Transfer = "Bank transfer",
        Wallet = "Prepaid balance",
        Corrects = "Document corrected",
        Notes = "Notes",
        Exemption = "Tax exemption",
        Confirmed = "I have received the amount above. Name, signature:",
        Page = "Page",
        Fingerprint = "Document digest (SHA-256)",
    };

    public required string Language { get; init; }
    public required string Name { get; init; }
    public required string Banner { get; init; }
    public required string Draft { get; init; }
    public required string Number { get; init; }
    public required string LegalNumber { get; init; }
    public required string IssuedOn { get; init; }
    public required string IssuedTime { get; init; }
    public required string BillTo { get; init; }
    public required string Vkn { get; init; }
    public required string Tckn { get; init; }
    public required string TaxNumber { get; init; }
    public required string TaxOffice { get; init; }
    public required string Mersis { get; init; }
    public required string Registry { get; init; }
    public required string Period { get; init; }
    public required string Item { get; init; }
    public required string Quantity { get; init; }
    public required string Unit { get; init; }
    public required string Piece { get; init; }
    public required string UnitPrice { get; init; }
    public required string VatRate { get; init; }
    public required string Vat { get; init; }
    public required string Amount { get; init; }
    public required string Taxable { get; init; }
    public required string ComputedVat { get; init; }
    public required string NetTotal { get; init; }
    public required string GrossTotal { get; init; }
    public required string Payable { get; init; }
    public required string Returned { get; init; }
    public required string PaidBy { get; init; }
    public required string PaidOn { get; init; }
    public required string Reference { get; init; }
    public required string Card { get; init; }
    public required string Transfer { get; init; }
    public required string Wallet { get; init; }
    public required string Corrects { get; init; }
    public required string Notes { get; init; }
    public required string Exemption { get; init; }
    public required string Confirmed { get; init; }
    public required string Page { get; init; }
    public required string Fingerprint { get; init; }

    public static PaperWords Of(string language) => language == "tr" ? Turkish : English;

    /// <summary>What the document is. One without fiscal weight is never called an invoice alone.</summary>
    public string TitleOf(DocumentKind kind, FiscalMode mode) => (kind, mode, Language) switch
    {
        (DocumentKind.Invoice, FiscalMode.None, "tr") => "Fatura Bilgi Belgesi",
        (DocumentKind.Invoice, FiscalMode.None, _) => "Invoice statement",
        (DocumentKind.Invoice, _, "tr") => "e-Arşiv Fatura",
        (DocumentKind.Invoice, _, _) => "e-Archive invoice",
        (DocumentKind.CreditNote, _, "tr") => "Düzeltme Belgesi",
        (DocumentKind.CreditNote, _, _) => "Credit note",
        (DocumentKind.AdvanceReceipt, _, "tr") => "Avans Makbuzu",
        (DocumentKind.AdvanceReceipt, _, _) => "Advance receipt",
        (DocumentKind.AdvanceRepayment, _, "tr") => "Avans İade Belgesi",
        (DocumentKind.AdvanceRepayment, _, _) => "Repayment of an advance",
        (_, _, "tr") => "Gider Pusulası",
        _ => "Expense voucher",
    };

    public string MethodOf(Invoices.PaidBy method) => method switch
    {
        Invoices.PaidBy.Card => Card,
        Invoices.PaidBy.Transfer => Transfer,
        _ => Wallet,
    };
}
