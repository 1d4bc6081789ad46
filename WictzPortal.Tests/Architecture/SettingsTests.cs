using System.Text.Json;
using System.Text.RegularExpressions;

namespace WictzPortal.Tests.Architecture;

public sealed partial class SettingsTests
{
    [Fact]
    public void The_sample_has_every_setting_and_no_other()
    {
        var sections = Sections();
        var sample = Leaves(Sample().RootElement, "").Where(path => sections.Any(s => path.StartsWith($"{s.Section}:", StringComparison.Ordinal)));
        var settings = sections.SelectMany(s => Properties(s.Options, s.Section)).ToHashSet();

        Rule.HasNo(settings.Except(sample).Select(path => $"missing: {path}"));
        Rule.HasNo(sample.Except(settings).Select(path => $"unknown: {path}"));
    }

    [Fact]
    public void Every_setting_of_the_sample_is_explained()
    {
        var lines = File.ReadAllLines(Path.Combine(Sources.Root, "appsettings.sample.json"));

        Rule.HasNo(lines.Where((line, at) => Value().IsMatch(line) && !lines[at - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)));
    }

    private static JsonDocument Sample() => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Sources.Root, "appsettings.sample.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });

    private static IReadOnlyList<(Type Options, string Section)> Sections() => [..
        from file in Sources.Files(Sources.App, ".cs")
        from Match match in Binding().Matches(File.ReadAllText(file))
        select (typeof(Program).Assembly.GetTypes().Single(t => t.Name == match.Groups["type"].Value), match.Groups["section"].Value)];

    private static IEnumerable<string> Properties(Type options, string section) =>
        from property in options.GetProperties()
        where property.CanWrite
        let path = $"{section}:{property.Name}"
        from leaf in property.PropertyType is { IsClass: true, Namespace: { } space } type && space.StartsWith("WictzPortal", StringComparison.Ordinal)
            ? Properties(type, path)
            : [path]
        select leaf;

    private static IEnumerable<string> Leaves(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Name : $"{path}:{member.Name}"))
        : [path];

    [GeneratedRegex("""AddOptions<(?<type>\w+)>\(\)\s*\.BindConfiguration\("(?<section>[\w:]+)"\)""")]
    private static partial Regex Binding();

    [GeneratedRegex("""^\s*"\w+":\s*[^{\s]""")]
    private static partial Regex Value();
}
