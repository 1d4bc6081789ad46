using System.ComponentModel.DataAnnotations;
using WictzPortal.Accounts;

namespace WictzPortal.Billing;

/// <summary>What a customer types about whom to invoice. Which fields count depends on kind and country.</summary>
internal sealed class BillingIdentityForm
{
    public const int NameLength = 80;
    public const int TradeNameLength = 250;
    public const int NumberLength = 30;
    public const int OfficeLength = 80;
    public const int StreetLength = 250;
    public const int PlaceLength = 80;
    public const int CodeLength = 12;
    public const int EmailLength = 254;
    public const int PhoneLength = 30;
    private const string TooLong = "This is too long.";
    private const string Plain = "Leave out control characters and angle brackets.";
    private const string NoControls = @"^[^\p{Cc}<>]*$";
    private const string EmailWanted = "Enter an e-mail address, such as name@example.com.";
    private const string PhoneWanted = "Enter a telephone number with digits, spaces, + and brackets.";

    public BillingKind Kind { get; set; } = BillingKind.Individual;

    public string? Country { get; set; } = Countries.Turkey;

    [StringLength(TradeNameLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? TradeName { get; set; }

    [StringLength(NameLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? FirstName { get; set; }

    [StringLength(NameLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? FamilyName { get; set; }

    /// <summary>Empty keeps the number that is there: it is never shown whole.</summary>
    [StringLength(NumberLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? TaxNumber { get; set; }

    /// <summary>Whether the person insists on a number whose check digit is wrong.</summary>
    public bool NumberIsRight { get; set; }

    [StringLength(OfficeLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? TaxOffice { get; set; }

    [Required(ErrorMessage = "Enter street and number."), StringLength(StreetLength, ErrorMessage = TooLong)]
    [RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? Street { get; set; }

    [StringLength(PlaceLength, ErrorMessage = TooLong), RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? District { get; set; }

    [Required(ErrorMessage = "Enter the city."), StringLength(PlaceLength, ErrorMessage = TooLong)]
    [RegularExpression(NoControls, ErrorMessage = Plain)]
    public string? City { get; set; }

    [StringLength(CodeLength, ErrorMessage = TooLong), RegularExpression(@"^\s*[A-Za-z0-9 -]*\s*$", ErrorMessage = "A postal code has letters, digits, spaces and dashes.")]
    public string? PostalCode { get; set; }

    [Required(ErrorMessage = EmailWanted), StringLength(EmailLength, ErrorMessage = TooLong)]
    [RegularExpression(@"^\s*[^@\s<>]+@[^@\s.<>]+(\.[^@\s.<>]+)+\s*$", ErrorMessage = EmailWanted)]
    public string? Email { get; set; }

    [Required(ErrorMessage = PhoneWanted), StringLength(PhoneLength, ErrorMessage = TooLong)]
    [RegularExpression(@"^\s*\+?[0-9 ()./-]{6,30}\s*$", ErrorMessage = PhoneWanted)]
    public string? Phone { get; set; }

    public static BillingIdentityForm Of(BillingIdentityFacts facts) => new()
    {
        Kind = facts.Kind,
        Country = facts.Country,
        TradeName = facts.TradeName,
        FirstName = facts.FirstName,
        FamilyName = facts.FamilyName,
        TaxOffice = facts.TaxOffice,
        Street = facts.Street,
        District = facts.District,
        City = facts.City,
        PostalCode = facts.PostalCode,
        Email = facts.Email,
        Phone = facts.Phone,
    };

    /// <summary>What is wrong, by field.</summary>
    /// <param name="facts">What was typed, without the fields that do not count.</param>
    /// <param name="known">What is there.</param>
    public FormErrors Check(BillingIdentityFacts? known, out BillingIdentityFacts facts)
    {
        var errors = FormErrors.Of(this);
        facts = ToFacts(known);
        var isTckn = facts.TaxNumber?.Length == TaxNumbers.TcknLength;
        Require(Enum.IsDefined(Kind), nameof(Kind), "Choose who buys.");
        Require(Countries.Has(Country), nameof(Country), "Choose a country from the list.");
        Require(facts.Kind != BillingKind.Corporate || facts.TradeName is not null, nameof(TradeName), "Enter the full trade name, as it is registered.");
        if (facts.Kind == BillingKind.Individual || (facts.IsInTurkey && isTckn))
        {
            Require(facts.FirstName is not null, nameof(FirstName), "Enter the first name.");
            Require(facts.FamilyName is not null, nameof(FamilyName), "Enter the family name.");
        }

        if (facts.IsInTurkey)
        {
            if (Number(facts) is { } wrong)
            {
                errors.Add(nameof(TaxNumber), wrong);
            }

            Require(facts.Kind != BillingKind.Corporate || facts.TaxOffice is not null, nameof(TaxOffice), "Enter the tax office.");
            Require(facts.District is not null, nameof(District), "Enter the district.");
        }

        return errors;

        void Require(bool holds, string field, string sentence)
        {
            if (!holds)
            {
                errors.Add(field, sentence);
            }
        }
    }

    /// <summary>Whether the number has the right form and no more than its check digit is wrong: that is for the person to decide.</summary>
    public static bool IsDoubtful(BillingIdentityFacts facts) => facts.IsInTurkey && WrongForm(facts) is null && !Fits(facts.TaxNumber);

    private string? Number(BillingIdentityFacts facts) => WrongForm(facts)
        ?? (IsDoubtful(facts) && !NumberIsRight && Bare(TaxNumber) is not null
            ? "The check digit does not fit: compare each digit. If the number stands like this on your document, say so below."
            : null);

    private static string? WrongForm(BillingIdentityFacts facts) => facts switch
    {
        { TaxNumber: null, Kind: BillingKind.Corporate } => "Enter the VKN: 10 digits. Sole traders enter their TCKN.",
        { TaxNumber: null } => "Enter the TCKN: 11 digits.",
        { TaxNumber.Length: >= TaxNumbers.VknLength } when facts.TaxNumber.Distinct().Count() == 1 => "This is a placeholder and nobody's number.",
        { Kind: BillingKind.Corporate } when TaxNumbers.IsDigits(facts.TaxNumber, TaxNumbers.VknLength) => null,
        _ when TaxNumbers.IsDigits(facts.TaxNumber, TaxNumbers.TcknLength) && facts.TaxNumber![0] != '0' => null,
        { Kind: BillingKind.Corporate } => "A VKN has 10 digits; the TCKN of a sole trader has 11 and does not begin with 0.",
        _ => "A TCKN has 11 digits and does not begin with 0.",
    };

    private static bool Fits(string? number) => TaxNumbers.IsTckn(number) || TaxNumbers.IsVkn(number);

    // A number that was kept for another kind or country does not carry over.
    private BillingIdentityFacts ToFacts(BillingIdentityFacts? known)
    {
        var corporate = Kind == BillingKind.Corporate;
        var number = Bare(TaxNumber) ?? (known?.Kind == Kind && known.Country == Country ? known.TaxNumber : null);
        var isPerson = !corporate || (Country == Countries.Turkey && number?.Length == TaxNumbers.TcknLength);
        return new BillingIdentityFacts(
            Kind, isPerson ? Bare(FirstName) : null, isPerson ? Bare(FamilyName) : null, corporate ? Bare(TradeName) : null,
            Country == Countries.Turkey ? number?.Replace(" ", "", StringComparison.Ordinal) : number,
            corporate && Country == Countries.Turkey ? Bare(TaxOffice) : null, Bare(Street) ?? "", Bare(District), Bare(City) ?? "", Bare(PostalCode),
            Country ?? "", Bare(Email) ?? "", Bare(Phone) ?? "");
    }

    private static string? Bare(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
