using System.Text.RegularExpressions;

namespace WictzPortal.Tests.Architecture;

public sealed partial class SourceTests
{
    [Theory]
    [InlineData("WictzPortal", ".cs", 300)]
    [InlineData("WictzPortal", ".razor", 160)]
    [InlineData("WictzPortal.Tests", ".cs", 400)]
    public void Files_stay_short(string project, string ending, int limit)
    {
        var tooLong = Sources.Files(Path.Combine(Sources.Root, project), ending)
            .Where(file => File.ReadLines(file).Skip(limit).Any())
            .Select(Path.GetFileName);

        Rule.HasNo(tooLong);
    }

    /// <summary>Time comes from <see cref="TimeProvider"/>, so that tests hold the clock; a delay that names it is one of its timers.</summary>
    [Fact]
    public void The_app_asks_no_other_clock()
    {
        var breaches =
            from file in Sources.Files(Sources.App, ".cs", ".razor")
            from line in File.ReadLines(file)
            where OtherClock().IsMatch(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        Rule.HasNo(breaches);
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bThread\.Sleep\b|\bTask\.Delay\((?!.*[cC]lock)")]
    private static partial Regex OtherClock();
}
