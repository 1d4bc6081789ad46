namespace WictzPortal.Kernel;

/// <summary>What kind of fact about a person a property holds.</summary>
public enum DataCategory
{
    Identity,
    Contact,
    CustomerTransaction,
    Finance,
    TransactionSecurity,
    LegalAction,
    RiskManagement,
}

/// <summary>The legal ground of processing: KVKK art. 5/2 letter and GDPR art. 6(1) letter.</summary>
public enum LegalBasis
{
    /// <summary>KVKK 5/2-c, GDPR 6(1)b.</summary>
    Contract,

    /// <summary>KVKK 5/2-ç, GDPR 6(1)c.</summary>
    LegalDuty,

    /// <summary>KVKK 5/2-f, GDPR 6(1)f.</summary>
    LegitimateInterest,

    /// <summary>KVKK 5/1, GDPR 6(1)a.</summary>
    Consent,
}

/// <summary>How long a record is kept.</summary>
public enum RetentionRule
{
    /// <summary>R-ACC30: as long as the account lives, and 30 days.</summary>
    Account30,

    /// <summary>R-LOG90: 90 days.</summary>
    Log90,

    /// <summary>R-AGG365: at most 12 months.</summary>
    Aggregate365,

    /// <summary>R-BIL10Y: to the end of the year, and 10 years.</summary>
    Billing10Years,

    /// <summary>R-EVID3Y: 3 years after closing.</summary>
    Evidence3Years,

    /// <summary>R-SHORT: minutes to days, as its own rule says.</summary>
    Transient,
}

/// <summary>What erasure does to a property.</summary>
public enum ErasureMethod
{
    /// <summary>The row goes, and its bytes are scrubbed.</summary>
    Delete,

    /// <summary>The subject's data key is destroyed, so the ciphertext means nothing anywhere, backups included.</summary>
    Shred,

    /// <summary>The value is replaced by one that leads to nobody.</summary>
    Anonymise,

    /// <summary>Kept, because a law asks for it.</summary>
    Keep,
}

/// <summary>Which answers to the person include a property.</summary>
public enum ExportScope
{
    /// <summary>The portability package and the access answer.</summary>
    Portable,

    /// <summary>The access answer only.</summary>
    Access,

    /// <summary>Neither: a secret such as a password hash.</summary>
    Secret,
}

/// <summary>Marks a mapped property as personal data. Every mapped property bears this or <see cref="NotPersonalAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute(
    DataCategory category, Purpose purpose, LegalBasis basis, RetentionRule rule, ErasureMethod erasure, ExportScope export)
    : Attribute
{
    public DataCategory Category { get; } = category;

    public Purpose Purpose { get; } = purpose;

    public LegalBasis Basis { get; } = basis;

    public RetentionRule Rule { get; } = rule;

    public ErasureMethod Erasure { get; } = erasure;

    public ExportScope Export { get; } = export;
}

/// <summary>Marks a mapped property as saying nothing about a person.</summary>
/// <param name="why">The reason, for the reader and the processing register.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotPersonalAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
