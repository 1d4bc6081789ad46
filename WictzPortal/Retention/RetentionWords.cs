using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Retention;

/// <summary>What rules and states are called on pages.</summary>
internal static class RetentionWords
{
    public static string Of(RetentionRule rule, IStringLocalizer<RetentionText> T) => rule switch
    {
        RetentionRule.Account30 => T["Account data"],
        RetentionRule.Log90 => T["Logs"],
        RetentionRule.Aggregate365 => T["Sums of use"],
        RetentionRule.Billing10Years => T["Books and documents"],
        RetentionRule.Evidence3Years => T["Evidence"],
        _ => T["Short-lived"],
    };

    /// <summary>How long, and from when.</summary>
    public static string Length(RetentionTerm term, int days, IStringLocalizer<RetentionText> T) => term.Rule switch
    {
        RetentionRule.Account30 => T["{0} days after the account is closed", days],
        RetentionRule.Billing10Years => T["To the end of the year, and ten years"],
        RetentionRule.Transient => T["Hours to days, each table its own"],
        _ => T["{0} days", days],
    };

    public static (string Text, Tone Tone) Of(Timeliness timeliness, IStringLocalizer<RetentionText> T) => timeliness switch
    {
        Timeliness.Broken => (T["over a day late"], Tone.Danger),
        Timeliness.Late => (T["late"], Tone.Warning),
        _ => (T["in time"], Tone.Success),
    };

    public static (string Text, Tone Tone) Of(RetentionChangeState state, IStringLocalizer<RetentionText> T) => state switch
    {
        RetentionChangeState.Asked => (T["waits"], Tone.Warning),
        RetentionChangeState.InForce => (T["put in force"], Tone.Success),
        _ => (T["rejected"], Tone.Neutral),
    };
}
