using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WictzPortal.Plans;

/// <summary>One entry of <c>Plans:VatRates</c>: the rate of value added tax (KDV) from a day on.</summary>
public sealed class VatRate
{
    /// <summary>The first day, in Istanbul.</summary>
    public DateOnly From { get; init; }

    /// <summary>In percent of the net amount.</summary>
    [Range(0, 100)]
    public int Percent { get; init; }

    /// <summary>The legal basis, for the reader.</summary>
    public string Basis { get; init; } = "";
}

/// <summary>The rate of value added tax at any time: that of the tax point, not of the print.</summary>
public sealed class VatRates(IOptions<PlanOptions> options)
{
    private static readonly VatRate Usual = new() { From = new DateOnly(2023, 7, 10), Percent = 20, Basis = "Presidential Decree 7346" };
    private static readonly TimeZoneInfo Istanbul = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

    public int PercentAt(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Istanbul).Date);
        IReadOnlyList<VatRate> rates = options.Value.VatRates is { Count: > 0 } set ? set : [Usual];
        return rates.Where(rate => rate.From <= day).MaxBy(rate => rate.From)?.Percent
            ?? throw new InvalidOperationException($"Plans:VatRates has no rate for {day:yyyy-MM-dd}.");
    }
}
