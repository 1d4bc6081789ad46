using WictzPortal.Ui;

namespace WictzPortal.Tests.Ui;

public sealed class SeriesTests
{
    [Fact]
    public void The_biggest_have_colours_of_their_own_and_the_rest_share_one()
    {
        var series = new Series();

        series.Add(Enumerable.Range(1, 10).Select(i => $"model-{i}"));

        Assert.Equal("var(--wz-cat-1)", series.Color("model-1"));
        Assert.Equal("var(--wz-cat-7)", series.Color("model-7"));
        Assert.False(series.Has("model-8"));
        Assert.Equal(Series.OtherColor, series.Color("model-8"));
        Assert.Equal(Series.OtherColor, series.Color("never seen"));
    }

    [Fact]
    public void A_colour_stays_when_the_ranks_change()
    {
        var series = new Series();
        series.Add(["a", "b"]);

        series.Add(["new", "b", "a"]);

        Assert.Equal("var(--wz-cat-1)", series.Color("a"));
        Assert.Equal("var(--wz-cat-2)", series.Color("b"));
        Assert.Equal("var(--wz-cat-3)", series.Color("new"));
    }
}
