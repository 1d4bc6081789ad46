using Microsoft.Extensions.Options;

namespace WictzPortal.Billing;

/// <summary>The tax point that holds at any time.</summary>
public sealed class TaxPoints
{
    private static readonly TimeZoneInfo Istanbul = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");
    private readonly IOptions<BillingOptions> _options;

    internal TaxPoints(IOptions<BillingOptions> options) => _options = options;

    public TaxPoint At(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Istanbul).Date);
        return _options.Value.TaxPoints.Where(dated => dated.From <= day).MaxBy(dated => dated.From)?.Point ?? TaxPoint.Payment;
    }
}
