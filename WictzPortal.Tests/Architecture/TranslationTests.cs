using System.Text.RegularExpressions;
using System.Xml.Linq;
using WictzPortal.Jobs;
using WictzPortal.Shell;

namespace WictzPortal.Tests.Architecture;

public sealed partial class TranslationTests
{
    [Fact]
    public void Every_sentence_is_translated()
    {
        var missing =
            from folder in Directory.EnumerateDirectories(Sources.App)
            let known = Known(folder)
            from file in Sources.Files(folder, ".cs", ".razor")
            from Match match in Sentence().Matches(File.ReadAllText(file))
            let text = Regex.Unescape(match.Groups["text"].Value)
            where !known.Contains(text)
            select $"{Path.GetFileName(file)}: {text}";

        Rule.HasNo(missing);
    }

    [Fact]
    public void Every_page_of_the_navigation_is_translated()
    {
        var known = Known(Path.Combine(Sources.App, "Shell"));

        var titles = NavMap.Sections.Select(s => s.Title).Concat(NavMap.Sections.SelectMany(s => s.Items).Concat(NavMap.Own).Select(i => i.Title));

        Assert.DoesNotContain(titles, title => title.Length > 0 && !known.Contains(title));
    }

    [Fact]
    public void Every_job_is_described_in_both_languages()
    {
        var known = Known(Path.Combine(Sources.App, "Admin"));

        Rule.HasNo(DeclaredJob.All.Where(job => !known.Contains(job.Task)).Select(job => $"{job.Name}: {job.Task}"));
    }

    [Fact]
    public void Markup_says_nothing_untranslated()
    {
        var bare =
            from file in Sources.Files(Sources.App, ".razor")
            from Match match in BareWords().Matches(File.ReadAllText(file))
            select $"{Path.GetFileName(file)}: {match.Value}";

        Rule.HasNo(bare);
    }

    /// <summary>The resource compiler knows no case, and leaves out the second of two names that differ by it.</summary>
    [Fact]
    public void No_name_stands_twice() => Rule.HasNo(
        from file in Sources.Files(Sources.App, ".resx")
        from same in XDocument.Load(file).Descendants("data").Select(d => d.Attribute("name")!.Value).GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        where same.Count() > 1
        select $"{Path.GetFileName(file)}: {string.Join(", ", same)}");

    private static HashSet<string> Known(string folder)
    {
        var file = Path.Combine(folder, $"{Path.GetFileName(folder)}Text.tr.resx");
        return File.Exists(file) ? [.. XDocument.Load(file).Descendants("data").Select(d => d.Attribute("name")!.Value)] : [];
    }

    [GeneratedRegex("""\bT\["(?<text>(?:[^"\\]|\\.)+)"|FailureKind\.\w+,\s*"[\w.]+",\s*"(?<text>(?:[^"\\]|\\.)+)""")]
    private static partial Regex Sentence();

    [GeneratedRegex("""\b(?:Title|Text|Placeholder|EmptyText|AriaLabel|aria-label|alt)="[A-Z][a-z][^"@]*"|<(?:h[1-6]|p|th|td|button|label|dt|legend)(?: [^<>]*)?>\s*(?!Wictz Portal<)[A-Z][a-z][^<@]*<""")]
    private static partial Regex BareWords();
}
