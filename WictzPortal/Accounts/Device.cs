using System.Text.RegularExpressions;

namespace WictzPortal.Accounts;

/// <summary>Turns a User-Agent header into a browser family with its major version and a family of system, and nothing more.</summary>
internal static partial class Device
{
    public static string Describe(string userAgent) => $"{Browser(userAgent)} · {System(userAgent)}";

    private static string Browser(string agent)
    {
        // In this order: Edge and Opera also say Chrome, and Chrome also says Safari.
        var match = Known().Match(agent) is { Success: true } named ? named : Others().Match(agent);
        if (!match.Success)
        {
            return "Other";
        }

        var family = match.Groups["family"].Value switch
        {
            "Edg" or "EdgA" or "EdgiOS" => "Edge",
            "OPR" => "Opera",
            "CriOS" => "Chrome",
            "FxiOS" => "Firefox",
            "Version" => "Safari",
            var name => name,
        };
        return $"{family}/{match.Groups["major"].Value}";
    }

    private static string System(string agent) => agent switch
    {
        _ when agent.Contains("Windows", StringComparison.Ordinal) => "Windows",
        _ when agent.Contains("Android", StringComparison.Ordinal) => "Android",
        _ when agent.Contains("iPhone", StringComparison.Ordinal) || agent.Contains("iPad", StringComparison.Ordinal) => "iOS",
        _ when agent.Contains("Mac OS X", StringComparison.Ordinal) => "macOS",
        _ when agent.Contains("CrOS", StringComparison.Ordinal) => "ChromeOS",
        _ when agent.Contains("Linux", StringComparison.Ordinal) => "Linux",
        _ => "Other",
    };

    [GeneratedRegex(@"\b(?<family>Edg|EdgA|EdgiOS|OPR|CriOS|FxiOS|Firefox)/(?<major>\d{1,4})")]
    private static partial Regex Known();

    [GeneratedRegex(@"\b(?<family>Chrome|Version)/(?<major>\d{1,4})")]
    private static partial Regex Others();
}
