using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Breaches;

/// <summary>States, clocks and kinds of data in words.</summary>
internal static class BreachWords
{
    public static string Of(DataCategory category, IStringLocalizer<BreachesText> T) => category switch
    {
        DataCategory.Identity => T["Name and identity"],
        DataCategory.Contact => T["Contact"],
        DataCategory.CustomerTransaction => T["Use of the service"],
        DataCategory.Finance => T["Payments and invoices"],
        DataCategory.TransactionSecurity => T["Sign-ins and security"],
        DataCategory.LegalAction => T["Requests and legal matters"],
        _ => T["Automated decisions"],
    };

    public static string Of(IncidentState state, IStringLocalizer<BreachesText> T) => state switch
    {
        IncidentState.Suspected => T["Suspected"],
        IncidentState.Triaged => T["Looked at"],
        IncidentState.Confirmed => T["Confirmed"],
        IncidentState.NotABreach => T["Not a breach"],
        IncidentState.Contained => T["Contained"],
        IncidentState.BoardNotified => T["Authority told"],
        IncidentState.BoardFollowedUp => T["Authority told again"],
        IncidentState.PeopleNotified => T["People told"],
        IncidentState.Corrected => T["Corrected"],
        _ => T["Closed"],
    };

    public static Tone ToneOf(IncidentState state) => state switch
    {
        IncidentState.NotABreach or IncidentState.Closed => Tone.Neutral,
        IncidentState.Corrected or IncidentState.PeopleNotified => Tone.Info,
        _ => Tone.Danger,
    };

    public static string Of(IncidentClock clock, IStringLocalizer<BreachesText> T) => clock switch
    {
        IncidentClock.Triage => T["First look"],
        IncidentClock.Board => T["Notice to the Board"],
        IncidentClock.Eu => T["Notice to the European authority"],
        IncidentClock.People => T["Notice to the people"],
        _ => T["Notice to customers that answer for their own data"],
    };
}
