using System.Reflection;

namespace WictzPortal.Tests.Architecture;

/// <summary>
/// Clause coverage: each of the 109 promises of the two privacy policies has a test that bears its id, or stands in the short list of those
/// whose feature comes later.
/// </summary>
public sealed class PromiseTests
{
    private static readonly IEnumerable<string> All =
        [.. Enumerable.Range(1, 70).Select(number => $"A-{number:00}"), .. Enumerable.Range(1, 39).Select(number => $"B-{number:00}")];

    [Fact]
    public void Every_promise_has_a_test_or_waits_for_its_feature()
    {
        var later = Later();

        Assert.Equal([], All.Except(Tested()).Except(later));
        Assert.Equal([], later.Except(All));
        Assert.Equal([], later.Intersect(Tested()));
    }

    [Fact]
    public void No_test_claims_a_promise_that_nobody_made() =>
        Assert.Equal([], Tested().Where(id => id is ['A' or 'B', '-', ..]).Except(All));

    private static HashSet<string> Tested()
    {
        var types = typeof(PromiseTests).Assembly.GetTypes();
        return [.. types.Concat<MemberInfo>(types.SelectMany(type => type.GetMethods()))
            .SelectMany(member => member.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments[0].Value is "Promise")
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!)];
    }

    /// <summary>Lines of an id and why it waits.</summary>
    private static HashSet<string> Later() =>
        [.. File.ReadLines(Path.Combine(Sources.Root, "WictzPortal.Tests", "Architecture", "later-promises.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0])];
}
