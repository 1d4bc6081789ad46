using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>A roll-up of either kind as the pages sum it.</summary>
internal sealed record UsageCell
{
    public DateTimeOffset QuarterAt { get; init; }

    public int ModelId { get; init; }

    public Guid KeyId { get; init; }

    public long Requests { get; init; }

    public long Errors { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public Money Charged { get; init; }

    public long Timed { get; init; }

    public long DurationMilliseconds { get; init; }

    public long FirstBytes { get; init; }

    public long FirstByteMilliseconds { get; init; }

    public static UsageTotals Total(IReadOnlyCollection<UsageCell> cells)
    {
        var sum = Sum(cells);
        return new UsageTotals(
            sum.Requests, sum.Errors, sum.InputTokens, sum.OutputTokens, sum.Charged,
            Average(cells.Sum(c => c.DurationMilliseconds), cells.Sum(c => c.Timed)),
            Average(cells.Sum(c => c.FirstByteMilliseconds), cells.Sum(c => c.FirstBytes)));
    }

    public static IReadOnlyList<UsagePoint> Points(IEnumerable<UsageCell> cells, Bars bars) =>
    [
        .. cells.GroupBy(c => (StartAt: bars.StartOf(c.QuarterAt), c.ModelId))
            .Select(group => (group.Key, Sum: Sum(group)))
            .Where(group => group.Sum.Requests > 0)
            .Select(group => new UsagePoint(
                group.Key.StartAt, group.Key.ModelId, group.Sum.Requests, group.Sum.Errors,
                group.Sum.InputTokens, group.Sum.OutputTokens, group.Sum.Charged))
            .OrderBy(point => point.StartAt).ThenBy(point => point.ModelId),
    ];

    public static IReadOnlyList<ModelUsage> ByModel(IEnumerable<UsageCell> cells) =>
    [
        .. cells.GroupBy(c => c.ModelId).Select(group => (group.Key, Sum: Sum(group))).Where(group => group.Sum.Requests > 0)
            .Select(group => new ModelUsage(
                group.Key, group.Sum.Requests, group.Sum.Errors, group.Sum.InputTokens, group.Sum.OutputTokens, group.Sum.Charged))
            .OrderByDescending(model => model.Cost.Micros).ThenByDescending(model => model.Requests),
    ];

    public static IReadOnlyList<KeyUsage> ByKey(IEnumerable<UsageCell> cells) =>
    [
        .. cells.GroupBy(c => c.KeyId).Select(group => (group.Key, Sum: Sum(group))).Where(group => group.Sum.Requests > 0)
            .Select(group => new KeyUsage(
                group.Key, group.Sum.Requests, group.Sum.Errors, group.Sum.InputTokens, group.Sum.OutputTokens, group.Sum.Charged))
            .OrderByDescending(key => key.Cost.Micros).ThenByDescending(key => key.Requests),
    ];

    private static (long Requests, long Errors, long InputTokens, long OutputTokens, Money Charged) Sum(IEnumerable<UsageCell> cells)
    {
        long requests = 0, errors = 0, input = 0, output = 0, charged = 0;
        foreach (var cell in cells)
        {
            requests += cell.Requests;
            errors += cell.Errors;
            input += cell.InputTokens;
            output += cell.OutputTokens;
            charged += cell.Charged.Micros;
        }

        return (requests, errors, input, output, new Money(charged));
    }

    private static TimeSpan? Average(long milliseconds, long count) =>
        count == 0 ? null : TimeSpan.FromMilliseconds((double)milliseconds / count);
}
