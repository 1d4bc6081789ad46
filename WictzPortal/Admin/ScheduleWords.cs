using System.Globalization;
using Microsoft.Extensions.Localization;

namespace WictzPortal.Admin;

/// <summary>Says a cron expression in words. What it has no words for, it shows as it is.</summary>
internal static class ScheduleWords
{
    public static string Of(string cron, IStringLocalizer<AdminText> T) => cron.Split(' ') switch
    {
        ["0", "*", "*", ..] => T["Every minute"],
        [var seconds, "*", "*", ..] when Step(seconds) is { } step => T["Every {0} seconds", step],
        ["0", var minutes, "*", ..] when Step(minutes) is { } step => T["Every {0} minutes", step],
        ["0", var minute, "*", ..] when Number(minute) is { } at => T["Every hour at minute {0}", at],
        ["0", var minute, var hour, _, "*", "?" or "*"] when Number(minute) is { } m && Number(hour) is { } h => T["Every day at {0} UTC", $"{h:00}:{m:00}"],
        _ => cron,
    };

    private static int? Step(string part) => part.Split('/') is ["0" or "*", var step] ? Number(step) : null;

    private static int? Number(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
