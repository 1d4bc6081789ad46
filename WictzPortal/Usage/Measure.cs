using WictzPortal.Kernel;
using WictzPortal.Ui;

namespace WictzPortal.Usage;

/// <summary>What a usage chart counts.</summary>
public enum Measure
{
    Spend,
    Requests,
    Tokens,
}

/// <summary>Reads and writes a measure.</summary>
public static class Measures
{
    public static decimal Of(this Measure measure, UsagePoint point) =>
        measure.Of(point.Requests, point.InputTokens + point.OutputTokens, point.Cost);

    public static decimal Of(this Measure measure, ModelUsage model) =>
        measure.Of(model.Requests, model.InputTokens + model.OutputTokens, model.Cost);

    /// <summary>Short, for axes and totals: ₺12.4K, 3.1M.</summary>
    public static string Brief(this Measure measure, decimal value) =>
        measure == Measure.Spend ? Amounts.Brief(Money.FromLira(value)) : Amounts.Brief(value);

    /// <summary>The same for an axis, whose numbers are round.</summary>
    public static string Tick(this Measure measure, decimal value) => measure != Measure.Spend
        ? Amounts.Brief(value)
        : value >= 10 || decimal.IsInteger(value) ? "₺" + Amounts.Brief(value) : Amounts.Brief(Money.FromLira(value));

    /// <summary>What is worth showing first: spend, unless everything was free.</summary>
    public static Measure Telling(UsageOverview usage) =>
        usage.Current.Cost.Micros == 0 && usage.Current.Requests > 0 ? Measure.Requests : Measure.Spend;

    private static decimal Of(this Measure measure, long requests, long tokens, Money cost) => measure switch
    {
        Measure.Spend => cost.Lira,
        Measure.Requests => requests,
        _ => tokens,
    };
}
