using System.Text.Json;
using System.Text.Json.Serialization;

namespace WictzPortal.Invoices;

/// <summary>What a document is. Numbers are stored: they never change.</summary>
public enum DocumentKind : byte
{
    Invoice = 1,

    /// <summary>Corrects an invoice where no law prescribes another form.</summary>
    CreditNote = 2,

    /// <summary>The receipt of money that will be invoiced when it is used.</summary>
    AdvanceReceipt = 3,

    /// <summary>Such money, paid back.</summary>
    AdvanceRepayment = 4,

    /// <summary>Gider pusulası: what a consumer, who issues no invoices, confirms to have got back.</summary>
    ExpenseVoucher = 5,
}

/// <summary>What weight documents have before the tax office. Numbers are stored: they never change.</summary>
public enum FiscalMode : byte
{
    /// <summary>None: for information, with internal numbers.</summary>
    None = 1,

    /// <summary>A legal number and a draft in UBL-TR, which an integrator turns into the legal document.</summary>
    Export = 2,

    /// <summary>The same, and the portal is told when the integrator has accepted it.</summary>
    Integrator = 3,
}

/// <summary>
/// A document as it was issued: a snapshot of everything it says, so that nothing it refers to can change it. Its JSON is canonical: these
/// properties in this order, amounts in kuruş.
/// </summary>
public sealed record InvoiceDocument
{
    /// <summary>Random, so that nobody can find out what a destroyed document said by hashing guesses.</summary>
    public required string Salt { get; init; }

    public required DocumentKind Kind { get; init; }

    public required FiscalMode Mode { get; init; }

    public required string Number { get; init; }

    /// <summary>ETTN: the document's id before the tax office.</summary>
    public required Guid Ettn { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The same moment in Istanbul, from the same reading of the clock.</summary>
    public required DateOnly IssuedOn { get; init; }

    public required TimeOnly IssuedTime { get; init; }

    public ServicePeriod? Period { get; init; }

    public string Currency { get; init; } = "TRY";

    public required Seller Seller { get; init; }

    public required Buyer Buyer { get; init; }

    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    public required IReadOnlyList<TaxLine> Taxes { get; init; }

    public required DocumentTotals Totals { get; init; }

    public required DocumentWords Words { get; init; }

    public PaymentNote? Payment { get; init; }

    /// <summary>The document that this one corrects.</summary>
    public DocumentReference? Corrects { get; init; }

    public IReadOnlyList<DocumentNote> Notes { get; init; } = [];

    /// <summary>The buyer's language: <c>tr</c>, or <c>en</c> for a courtesy copy beside the Turkish text, which prevails.</summary>
    public required string Language { get; init; }

    public required int TemplateVersion { get; init; }

    /// <summary>The newest price version of the usage invoiced; none where nothing was rated.</summary>
    public int? PriceBookVersion { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DocumentJson.Default.InvoiceDocument);

    public static InvoiceDocument FromJson(string json) =>
        JsonSerializer.Deserialize(json, DocumentJson.Default.InvoiceDocument) ?? throw new JsonException("Not a document.");
}

/// <summary>Days of service, both included.</summary>
public sealed record ServicePeriod(DateOnly From, DateOnly Until);

/// <summary>Who issues.</summary>
public sealed record Seller(
    string Name, string? TaxNumber, string? TaxOffice, PostalAddress Address, string? MersisNumber, string? TradeRegistryNumber, string? Website,
    string? Email, string? Phone);

/// <summary>Who is billed, as the billing identity was at that moment.</summary>
/// <param name="TaxNumber">A TCKN of a person, a VKN of a company; null where the buyer gave none.</param>
public sealed record Buyer(
    bool IsCorporate, string Name, string? FirstName, string? FamilyName, string? TaxNumber, string? TaxOffice, PostalAddress? Address);

/// <summary>An address.</summary>
/// <param name="Country">ISO 3166, two letters.</param>
public sealed record PostalAddress(string Street, string District, string City, string PostalCode, string Country);

/// <summary>One line: what was sold, and its part of the tax.</summary>
/// <param name="Text">Turkish.</param>
/// <param name="English">The same for the courtesy copy.</param>
/// <param name="UnitPrice">In lira, without tax.</param>
public sealed record DocumentLine(
    string Text, string English, long Quantity, decimal UnitPrice, long NetKurus, int VatPercent, long VatKurus)
{
    /// <summary>The original day of service, where it is not within the document's period.</summary>
    public ServicePeriod? Period { get; init; }

    /// <summary>The model whose use is invoiced.</summary>
    public int? ModelId { get; init; }

    /// <summary>What the wallet paid, before it was rounded.</summary>
    public long? WalletMicros { get; init; }
}

/// <summary>The tax of one rate.</summary>
public sealed record TaxLine(int Percent, long TaxableKurus, long VatKurus, string? ExemptionCode = null, string? ExemptionReason = null);

/// <summary>The sums.</summary>
public sealed record DocumentTotals(long NetKurus, long VatKurus, long PayableKurus);

/// <summary>The payable amount in words.</summary>
public sealed record DocumentWords(string Turkish, string English);

/// <summary>A remark. The Turkish one prevails.</summary>
public sealed record DocumentNote(string Turkish, string English);

/// <summary>How it was paid.</summary>
/// <param name="Reference">The order number that the payment provider knows.</param>
public sealed record PaymentNote(string Reference, PaidBy Method, DateOnly PaidOn);

/// <summary>Means of payment.</summary>
public enum PaidBy
{
    Card,
    Transfer,

    /// <summary>From money paid in before.</summary>
    Wallet,
}

/// <summary>Another document.</summary>
public sealed record DocumentReference(string Number, Guid Ettn, DateOnly IssuedOn);

/// <summary>The canonical JSON of documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvoiceDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;
