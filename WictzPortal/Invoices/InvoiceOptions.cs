using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace WictzPortal.Invoices;

/// <summary>Settings under <c>Invoices</c>.</summary>
internal sealed class InvoiceOptions : IValidatableObject
{
    /// <summary>What weight documents have before the tax office. Default None: for information, not a fiscal document.</summary>
    public FiscalMode FiscalMode { get; init; } = FiscalMode.None;

    [Required, ValidateObjectMembers]
    public SellerOptions Seller { get; init; } = new();

    [Required, ValidateObjectMembers]
    public PrefixOptions Prefixes { get; init; } = new();

    [Required, ValidateObjectMembers]
    public EArchiveOptions EArchive { get; init; } = new();

    [Required, ValidateObjectMembers]
    public PdfOptions Pdf { get; init; } = new();

    /// <summary>GİB's code and words for why an invoice bears no tax; needed only where a rate of 0 is set. Default none.</summary>
    public string? ExemptionCode { get; init; }

    public string? ExemptionReason { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FiscalMode == FiscalMode.None)
        {
            yield break;
        }

        if (Seller.FirstMissing() is { } missing)
        {
            yield return new ValidationResult($"Invoices:Seller:{missing} is needed when Invoices:FiscalMode is {FiscalMode}.", [nameof(Seller)]);
        }

        if (Prefixes.Legal is null)
        {
            yield return new ValidationResult($"Invoices:Prefixes:Legal is needed when Invoices:FiscalMode is {FiscalMode}.", [nameof(Prefixes)]);
        }
    }
}

/// <summary>Settings under <c>Invoices:Seller</c>: who issues, as it stands on every document.</summary>
internal sealed class SellerOptions : IValidatableObject
{
    /// <summary>The full trade title. Default Wictz Portal.</summary>
    [Required]
    public string Name { get; init; } = "Wictz Portal";

    /// <summary>VKN, or the TCKN of a sole trader.</summary>
    public string? TaxNumber { get; init; }

    public string? TaxOffice { get; init; }

    public string? Street { get; init; }

    public string? District { get; init; }

    public string? City { get; init; }

    public string? PostalCode { get; init; }

    public string? MersisNumber { get; init; }

    public string? TradeRegistryNumber { get; init; }

    /// <summary>The registered web address; internet sales name it.</summary>
    [Url]
    public string? Website { get; init; }

    [EmailAddress]
    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>What VUK art. 230 asks for and is not set; null when nothing is missing.</summary>
    public string? FirstMissing() =>
        new[] { (TaxNumber, nameof(TaxNumber)), (TaxOffice, nameof(TaxOffice)), (Street, nameof(Street)), (City, nameof(City)), (Website, nameof(Website)) }
            .FirstOrDefault(field => string.IsNullOrWhiteSpace(field.Item1)).Item2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TaxNumber is { Length: > 0 } number && !(Billing.TaxNumbers.IsVkn(number) || Billing.TaxNumbers.IsTckn(number)))
        {
            yield return new ValidationResult("Invoices:Seller:TaxNumber is neither a VKN nor a TCKN.", [nameof(TaxNumber)]);
        }
    }

    public Seller ToSeller() => new(
        Name, TaxNumber, TaxOffice, new PostalAddress(Street ?? "", District ?? "", City ?? "", PostalCode ?? "", "TR"),
        MersisNumber, TradeRegistryNumber, Website, Email, Phone);
}

/// <summary>Settings under <c>Invoices:Prefixes</c>: three letters per series. Each counts from 1 in every year.</summary>
internal sealed partial class PrefixOptions : IValidatableObject
{
    /// <summary>Of legal numbers. No default: needed in the fiscal modes.</summary>
    public string? Legal { get; init; }

    /// <summary>Of invoices for information. Default BLG.</summary>
    [Required]
    public string Internal { get; init; } = "BLG";

    /// <summary>Default DZT.</summary>
    [Required]
    public string CreditNote { get; init; } = "DZT";

    /// <summary>Default AVM.</summary>
    [Required]
    public string AdvanceReceipt { get; init; } = "AVM";

    /// <summary>Default AVI.</summary>
    [Required]
    public string AdvanceRepayment { get; init; } = "AVI";

    /// <summary>Default GDP.</summary>
    [Required]
    public string ExpenseVoucher { get; init; } = "GDP";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string[] all = [.. new[] { Legal, Internal, CreditNote, AdvanceReceipt, AdvanceRepayment, ExpenseVoucher }.OfType<string>()];
        if (all.Any(prefix => !ThreeLetters().IsMatch(prefix)))
        {
            yield return new ValidationResult("Each of Invoices:Prefixes is three letters from A to Z.");
        }

        if (all.Distinct(StringComparer.Ordinal).Count() < all.Length)
        {
            yield return new ValidationResult("Each of Invoices:Prefixes is another one: two series cannot share their numbers.");
        }
    }

    /// <summary>The series of a document, and whether its numbers are in the legal form.</summary>
    public (string Prefix, bool IsLegal) Of(DocumentKind kind, FiscalMode mode) => kind switch
    {
        DocumentKind.Invoice when mode != FiscalMode.None => (Legal!, true),
        DocumentKind.Invoice => (Internal, false),
        DocumentKind.CreditNote => (CreditNote, false),
        DocumentKind.AdvanceReceipt => (AdvanceReceipt, false),
        DocumentKind.AdvanceRepayment => (AdvanceRepayment, false),
        _ => (ExpenseVoucher, false),
    };

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex ThreeLetters();
}

/// <summary>Settings under <c>Invoices:EArchive</c>: how e-Arşiv calls what has no element of its own. Integrators differ.</summary>
internal sealed class EArchiveOptions
{
    /// <summary>Default EXT_SEND_METHOD. Empty leaves it out.</summary>
    [Required(AllowEmptyStrings = true)]
    public string SendMethod { get; init; } = "EXT_SEND_METHOD";

    /// <summary>Default EXT_IS_ONLINE_SALE.</summary>
    [Required(AllowEmptyStrings = true)]
    public string OnlineSale { get; init; } = "EXT_IS_ONLINE_SALE";

    /// <summary>Default EXT_ONLINE_STORE_URL.</summary>
    [Required(AllowEmptyStrings = true)]
    public string StoreUrl { get; init; } = "EXT_ONLINE_STORE_URL";

    /// <summary>Default EXT_PAYMENT_METHOD.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PaymentMethod { get; init; } = "EXT_PAYMENT_METHOD";

    /// <summary>Default EXT_PAYMENT_DATE.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PaymentDate { get; init; } = "EXT_PAYMENT_DATE";
}

/// <summary>Settings under <c>Invoices:Pdf</c>.</summary>
internal sealed class PdfOptions
{
    /// <summary>WeasyPrint: a path, or a name on PATH. Default weasyprint.</summary>
    [Required]
    public string Program { get; init; } = "weasyprint";

    /// <summary>How long one document may take. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>What pages say about the settings.</summary>
internal sealed class InvoiceSettings(IOptions<InvoiceOptions> options, PdfPress printer)
{
    public FiscalMode Mode => options.Value.FiscalMode;

    /// <summary>The program that prints, where it cannot be found.</summary>
    public string? MissingProgram => printer.IsReady ? null : options.Value.Pdf.Program;

    /// <summary>What VUK art. 230 asks for of the issuer, and is not set.</summary>
    public string? MissingSeller => options.Value.Seller.FirstMissing();
}
