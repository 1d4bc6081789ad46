using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>What the form of an agreement collects.</summary>
public sealed class AgreementDraft
{
    public string? Reference { get; set; }

    public DateOnly? SignedOn { get; set; }

    public DateOnly? ExpiresOn { get; set; }

    internal static AgreementDraft From(Agreement? agreement) =>
        new() { Reference = agreement?.Reference, SignedOn = agreement?.SignedOn, ExpiresOn = agreement?.ExpiresOn };

    /// <summary>Without a number and a day there is none.</summary>
    internal Agreement? ToAgreement() =>
        string.IsNullOrWhiteSpace(Reference) || SignedOn is not { } signed ? null : new Agreement(Reference.Trim(), signed, ExpiresOn);
}

/// <summary>What the form of a recipient collects.</summary>
public sealed class RecipientDraft
{
    /// <summary>The entry that is changed; null for a new one.</summary>
    public int? Id { get; init; }

    public string Name { get; set; } = "";

    public RecipientType Type { get; set; }

    public RecipientRole Role { get; set; }

    public string Country { get; set; } = "";

    public HashSet<DataCategory> Categories { get; init; } = [];

    public HashSet<Purpose> Purposes { get; init; } = [];

    public LegalBasis Basis { get; set; }

    public TransferMechanism Mechanism { get; set; }

    public DateOnly? NotifiedOn { get; set; }

    /// <summary>Number and days of the ground for transfers abroad.</summary>
    public AgreementDraft Ground { get; init; } = new();

    public AgreementDraft Contract { get; init; } = new();

    public AgreementDraft Confidentiality { get; init; } = new();

    public string? KeptThere { get; set; }

    public bool KeepsNothing { get; set; }

    public bool TrainsOnData { get; set; }

    public string? PolicyUrl { get; set; }

    /// <summary>One in a line.</summary>
    public string Hosts { get; set; } = "";

    public string? Contact { get; set; }

    public string Reason { get; set; } = "";

    public bool IsAbroad => Country.Trim().Length == 2 && !Country.Trim().Equals(RecipientFacts.Home, StringComparison.OrdinalIgnoreCase);

    internal static RecipientDraft From(RecipientEntry entry) => new()
    {
        Id = entry.Id,
        Name = entry.Facts.Name,
        Type = entry.Facts.Type,
        Role = entry.Facts.Role,
        Country = entry.Facts.Country,
        Categories = [.. entry.Facts.Categories],
        Purposes = [.. entry.Facts.Purposes],
        Basis = entry.Facts.Basis,
        Mechanism = entry.Facts.Transfer.Mechanism,
        NotifiedOn = entry.Facts.Transfer.NotifiedOn,
        Ground = new AgreementDraft
        {
            Reference = entry.Facts.Transfer.Reference, SignedOn = entry.Facts.Transfer.SignedOn, ExpiresOn = entry.Facts.Transfer.ExpiresOn,
        },
        Contract = AgreementDraft.From(entry.Facts.Contract),
        Confidentiality = AgreementDraft.From(entry.Facts.Confidentiality),
        KeptThere = entry.Facts.KeptThere,
        KeepsNothing = entry.Facts.KeepsNothing,
        TrainsOnData = entry.Facts.TrainsOnData,
        PolicyUrl = entry.Facts.PolicyUrl,
        Hosts = string.Join('\n', entry.Facts.Hosts),
        Contact = entry.Facts.Contact,
    };

    internal RecipientFacts ToFacts() => new()
    {
        Name = Name,
        Type = Type,
        Role = Role,
        Country = Country,
        Categories = [.. Categories.Order()],
        Purposes = [.. Purposes.Order()],
        Basis = Basis,
        Transfer = IsAbroad ? new TransferGround(Mechanism, Said(Ground.Reference), Ground.SignedOn, NotifiedOn, Ground.ExpiresOn) : TransferGround.None,
        Contract = Contract.ToAgreement(),
        Confidentiality = Confidentiality.ToAgreement(),
        KeptThere = Said(KeptThere),
        KeepsNothing = KeepsNothing,
        TrainsOnData = TrainsOnData,
        PolicyUrl = Said(PolicyUrl),
        Hosts = [.. Hosts.Split(['\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        Contact = Said(Contact),
    };

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
