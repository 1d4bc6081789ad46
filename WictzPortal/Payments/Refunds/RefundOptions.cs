using System.ComponentModel.DataAnnotations;
using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Settings under <c>Payments:Refunds</c>.</summary>
internal sealed class RefundOptions
{
    /// <summary>What may go back to all customers together in one day of Istanbul, in lira. Default 10 000; 0 allows none.</summary>
    [Range(0, 100_000_000)]
    public int MostPerDay { get; init; } = 10_000;

    public Money MostPerDayAmount => Money.FromLira(MostPerDay);
}
