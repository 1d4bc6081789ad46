using WictzPortal.Kernel;
using WictzPortal.Ui;
using WictzPortal.Usage;

namespace WictzPortal.Tests.Usage;

public sealed class ChartPartsTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_part_has_a_value_for_every_bar_and_the_biggest_comes_first()
    {
        var usage = Usage([Point(Monday, 1, 10), Point(Monday.AddDays(2), 2, 25), Point(Monday.AddDays(1), 1, 5)]);
        var series = new Series();
        series.Add(["m1", "m2"]);

        var parts = ChartParts.Of(usage, Measure.Requests, series, id => $"m{id}");

        Assert.Equal(["m2", "m1"], parts.Select(part => part.Name));
        Assert.Equal([0m, 0m, 25m], parts[0].Values);
        Assert.Equal([10m, 5m, 0m], parts[1].Values);
        Assert.Equal(15m, parts[1].Total);
    }

    [Fact]
    public void Models_beyond_the_palette_are_drawn_together_and_last()
    {
        var usage = Usage([.. Enumerable.Range(1, 10).Select(id => Point(Monday, id, 100 - id))]);
        var series = new Series();
        series.Add(usage.Points.Select(point => $"m{point.ModelId}"));

        var parts = ChartParts.Of(usage, Measure.Requests, series, id => $"m{id}");

        Assert.Equal(Series.Named + 1, parts.Count);
        Assert.Null(parts[^1].Name);
        Assert.Equal(92m + 91m + 90m, parts[^1].Total);
    }

    [Theory]
    [InlineData(0, 3, Measure.Requests)]
    [InlineData(1, 3, Measure.Spend)]
    [InlineData(0, 0, Measure.Spend)]
    public void Where_everything_was_free_requests_are_shown_first(long micros, long requests, Measure telling)
    {
        var usage = Usage([]) with { Current = new(requests, 0, 0, 0, new Money(micros), null, null) };

        Assert.Equal(telling, Measures.Telling(usage));
    }

    private static UsageOverview Usage(IReadOnlyList<UsagePoint> points)
    {
        var none = new UsageTotals(0, 0, 0, 0, default, null, null);
        return new(
            UsageRange.Week, Monday, Monday.AddDays(3), none, none, [Monday, Monday.AddDays(1), Monday.AddDays(2)], points, [], []);
    }

    private static UsagePoint Point(DateTimeOffset at, int model, long requests) => new(at, model, requests, 0, 0, 0, default);
}
