using System.Text.RegularExpressions;

namespace WictzPortal.Policies;

/// <summary>
/// What no notice may say: that reading is accepting (Board decision 2026/347, X-03), and promises of security that nobody can keep
///
/// </summary>
internal static partial class ForbiddenPhrases
{
    /// <returns>The first one found; null when the text is fine.</returns>
    public static string? In(string text) => Phrases().Match(text) is { Success: true } match ? match.Value : null;

    // Written with both Turkish and English forms of i, since neither culture's case rules fit the other's words.
    [GeneratedRegex(
        """
        \bI\s+(?:have\s+read\s+and\s+)?(?:accept|agree|consent)\b
        |\b(?:you|continued\s+use)\s[^.\n]{0,60}\b(?:are\s+deemed\s+to|constitutes?|means?\s+(?:that\s+)?you)\s+(?:have\s+)?(?:accept|agree|acceptance|agreement)\w*
        |\bby\s+using\b[^.\n]{0,60}\byou\s+(?:accept|agree|consent)\b
        |\b(?:okudum\s*(?:,|ve)?\s*)?(?:kabul|onay|r[ıi]za)\s+(?:ed[iı]yorum|ver[iı]yorum)\b|\bokudum\b[^.\n]{0,30}\bonayl[ıi]yorum\b|\bkabul\s+etm[iı][şs]\s+(?:say|olur)\w*
        |\bkullanmaya\s+devam\s+et\w+[^.\n]{0,60}\bkabul\b
        |100\s*%|%\s*100|\byüzde\s+yüz\b
        |\b(?:fully|completely|absolutely|totally|perfectly)\s+(?:secure|safe)\b|\babsolute\s+security\b|\bguaranteed?\s+security\b|\bunhackable\b
        |\btamamen\s+güvenl[iı]\b|\bkes[iı]nl[iı]kle\s+güvenl[iı]\b|\bmutlak\s+güvenl[iı]k\b
        |\bend[\s-]to[\s-]end\b|\buçtan\s+uca\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Phrases();
}
