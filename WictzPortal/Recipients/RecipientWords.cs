using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Recipients;

/// <summary>A fact of an entry as pages show it.</summary>
internal sealed record FactLine(string Label, string Value);

/// <summary>What the register's own words are called on pages.</summary>
internal static class RecipientWords
{
    public static string Of(RecipientType type, IStringLocalizer T) => type switch
    {
        RecipientType.AiProvider => T["AI provider"],
        RecipientType.Payment => T["Payment provider"],
        RecipientType.Cloud => T["Hosting"],
        RecipientType.Mail => T["Mail service"],
        RecipientType.Analytics => T["Analytics"],
        RecipientType.Partner => T["Partner"],
        _ => T["Authority"],
    };

    public static string Of(RecipientRole role, IStringLocalizer T) => role switch
    {
        RecipientRole.Processor => T["Processor"],
        RecipientRole.Controller => T["Controller"],
        RecipientRole.JointController => T["Joint controller"],
        _ => T["Recipient"],
    };

    public static string Of(TransferMechanism mechanism, IStringLocalizer T) => mechanism switch
    {
        TransferMechanism.Adequacy => T["Adequacy decision"],
        TransferMechanism.StandardContract => T["Standard contract"],
        TransferMechanism.BindingCorporateRules => T["Binding corporate rules"],
        TransferMechanism.Undertaking => T["Written undertaking"],
        TransferMechanism.Derogation => T["Derogation"],
        _ => T["none"],
    };

    public static string Of(DataCategory category, IStringLocalizer T) => category switch
    {
        DataCategory.Identity => T["Identity"],
        DataCategory.Contact => T["Contact"],
        DataCategory.CustomerTransaction => T["Customer transaction"],
        DataCategory.Finance => T["Finance"],
        DataCategory.TransactionSecurity => T["Transaction security"],
        DataCategory.LegalAction => T["Legal action"],
        _ => T["Risk management"],
    };

    public static string Of(Purpose purpose, IStringLocalizer T) => purpose switch
    {
        Purpose.ServiceDelivery => T["Providing the service"],
        Purpose.AccountManagement => T["Managing accounts"],
        Purpose.Billing => T["Payments and billing"],
        Purpose.QuotaEnforcement => T["Keeping to limits"],
        Purpose.Support => T["Support"],
        Purpose.Security => T["Security"],
        Purpose.Improvement => T["Improving the service"],
        Purpose.Analytics => T["Analytics"],
        Purpose.LegalObligation => T["Legal obligations"],
        _ => T["Legal claims"],
    };

    public static string Of(LegalBasis basis, IStringLocalizer T) => basis switch
    {
        LegalBasis.Contract => T["Contract"],
        LegalBasis.LegalDuty => T["Legal duty"],
        LegalBasis.LegitimateInterest => T["Legitimate interest"],
        _ => T["Consent"],
    };

    public static string Of(DeadlineKind kind, IStringLocalizer T) => kind switch
    {
        DeadlineKind.NotifyAuthority => T["Tell the authority of the standard contract"],
        DeadlineKind.GroundEnds => T["The ground for transfers ends"],
        DeadlineKind.ConfidentialityEnds => T["The confidentiality agreement ends"],
        _ => T["The contract ends"],
    };

    /// <summary>By what right data goes there, in a word.</summary>
    public static string Safeguard(RecipientFacts facts, IStringLocalizer T) =>
        facts.IsAbroad ? Of(facts.Transfer.Mechanism, T)
        : facts.Confidentiality is not null ? T["Confidentiality agreement"]
        : facts.Contract is not null ? T["Contract"]
        : T["in Türkiye"];

    public static (string Text, Tone Tone) State(RecipientEntry entry, DateTimeOffset now, IStringLocalizer T) => entry.HindranceAt(now) switch
    {
        null => (T["In force"], Tone.Success),
        RecipientHindrance.Ended => (T["Ended"], Tone.Neutral),
        RecipientHindrance.NoGround => (T["Ground incomplete"], Tone.Danger),
        RecipientHindrance.GroundExpired => (T["Ground expired"], Tone.Danger),
        _ => (T["No confidentiality"], Tone.Danger),
    };

    public static string Country(string code) => CountryNames.Of(code);

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>Everything an entry says, for its page and for comparing two versions.</summary>
    public static IReadOnlyList<FactLine> Lines(RecipientFacts facts, IStringLocalizer T)
    {
        (string Label, string? Value)[] lines =
        [
            (T["Legal name"], facts.Name),
            (T["Type"], Of(facts.Type, T)),
            (T["Role"], Of(facts.Role, T)),
            (T["Country"], facts.Country),
            (T["Data"], string.Join(", ", facts.Categories.Select(each => Of(each, T)))),
            (T["Purposes"], string.Join(", ", facts.Purposes.Select(each => Of(each, T)))),
            (T["Legal basis"], Of(facts.Basis, T)),
            (T["Ground for sending data abroad"], facts.IsAbroad ? Ground(facts.Transfer, T) : null),
            (T["Contract"], Said(facts.Contract, T)),
            (T["Confidentiality agreement"], Said(facts.Confidentiality, T)),
            (T["Kept there"], facts.KeepsNothing ? T["nothing is kept"] : facts.KeptThere),
            (T["Trains on the data"], facts.TrainsOnData ? T["yes"] : T["no"]),
            (T["Privacy policy"], facts.PolicyUrl),
            (T["Hosts"], string.Join(", ", facts.Hosts)),
            (T["Contact for requests"], facts.Contact),
        ];
        return [.. lines.Where(line => !string.IsNullOrEmpty(line.Value)).Select(line => new FactLine(line.Label, line.Value!))];
    }

    private static string Ground(TransferGround ground, IStringLocalizer T) => string.Join(" · ", new string?[]
    {
        Of(ground.Mechanism, T),
        ground.Reference,
        ground.SignedOn is { } signed ? T["signed {0}", Day(signed)].Value : null,
        ground.NotifiedOn is { } notified ? T["notified {0}", Day(notified)].Value : null,
        ground.ExpiresOn is { } ends ? T["until {0}", Day(ends)].Value : null,
    }.Where(part => !string.IsNullOrEmpty(part)));

    private static string? Said(Agreement? agreement, IStringLocalizer T) => agreement is null ? null : string.Join(" · ", new string?[]
    {
        agreement.Reference, T["signed {0}", Day(agreement.SignedOn)].Value, agreement.ExpiresOn is { } ends ? T["until {0}", Day(ends)].Value : null,
    }.Where(part => !string.IsNullOrEmpty(part)));
}
