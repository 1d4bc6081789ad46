using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>Grounds, measures and kinds of data in words.</summary>
internal static class RightsWords
{
    public static string Of(RestrictionGround ground, IStringLocalizer<PrivacyText> T) => ground switch
    {
        RestrictionGround.AccuracyContested => T["Data about me is wrong, and I want it checked first"],
        RestrictionGround.Unlawful => T["My data was used unlawfully, but I want it kept"],
        RestrictionGround.NeededForClaims => T["I need the data for a legal claim"],
        _ => T["I have objected, and it is being decided"],
    };

    public static string Of(DataCategory category, IStringLocalizer<PrivacyText> T) => category switch
    {
        DataCategory.Identity => T["Name and identity"],
        DataCategory.Contact => T["Contact"],
        DataCategory.CustomerTransaction => T["Use of the service"],
        DataCategory.Finance => T["Payments and invoices"],
        DataCategory.TransactionSecurity => T["Sign-ins and security"],
        DataCategory.LegalAction => T["Requests and legal matters"],
        _ => T["Automated decisions"],
    };

    /// <summary>What a measure covers.</summary>
    public static string Scope(MeasureRow measure, IStringLocalizer<PrivacyText> T) =>
        measure.Categories is { } some ? string.Join(", ", some.Select(category => Of(category, T))) : T["All my data"];
}
