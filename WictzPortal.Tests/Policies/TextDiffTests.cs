using FsCheck;
using FsCheck.Fluent;
using WictzPortal.Policies;

namespace WictzPortal.Tests.Policies;

public sealed class TextDiffTests
{
    [Fact]
    public void Lines_that_were_replaced_stand_beside_each_other()
    {
        var rows = TextDiff.Of("a\nb\nc", "a\nB\nc\nd");

        Assert.Equal([new("a", "a"), new("b", "B"), new("c", "c"), new(null, "d")], rows);
    }

    [Fact]
    public void Both_sides_are_the_texts_themselves()
    {
        var texts = Gen.Elements("a", "b", "c", "d").ListOf().ToArbitrary();

        Prop.ForAll(texts, texts, (before, after) =>
        {
            var rows = TextDiff.Of(string.Join('\n', before), string.Join('\n', after));
            return rows.Select(row => row.Before).OfType<string>().SequenceEqual(before) && rows.Select(row => row.After).OfType<string>().SequenceEqual(after);
        }).QuickCheckThrowOnFailure();
    }
}
