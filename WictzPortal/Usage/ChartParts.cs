using WictzPortal.Ui;

namespace WictzPortal.Usage;

/// <summary>One series of the chart: a model, or all the models beyond the palette together.</summary>
/// <param name="Name">Null for all the others together.</param>
/// <param name="Values">One per bar of the chart.</param>
public sealed record ChartPart(string? Name, string Color, IReadOnlyList<decimal> Values)
{
    public decimal Total { get; } = Values.Sum();
}

/// <summary>Turns usage into the series of a stacked chart.</summary>
public static class ChartParts
{
    /// <summary>The biggest first, the others together last. Every part has a value for every bar.</summary>
    public static IReadOnlyList<ChartPart> Of(UsageOverview usage, Measure measure, Series series, Func<int, string> nameOf)
    {
        var places = usage.Bars.Index().ToDictionary(bar => bar.Item, bar => bar.Index);
        var parts =
            from point in usage.Points
            let name = nameOf(point.ModelId)
            group point by series.Has(name) ? name : null into mine
            select new ChartPart(mine.Key, series.Color(mine.Key ?? ""), Values(mine, measure, places));

        return [.. parts.OrderBy(part => part.Name is null).ThenByDescending(part => part.Total).ThenBy(part => part.Name)];
    }

    private static decimal[] Values(IEnumerable<UsagePoint> points, Measure measure, Dictionary<DateTimeOffset, int> places)
    {
        var values = new decimal[places.Count];
        foreach (var point in points)
        {
            values[places[point.StartAt]] += measure.Of(point);
        }

        return values;
    }
}
