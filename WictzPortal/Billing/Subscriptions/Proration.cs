using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>What is left of a period that another plan takes the place of.</summary>
internal static class Proration
{
    /// <summary>
    /// The unused part of a price: by whole days, of which the one that has begun is used; but no more than the unused part of the
    /// allowance, so that nobody uses all credit on the first day and has most of the price back on the second. Rounded half up.
    /// </summary>
    /// <returns>From 0 to the price. What was earned is the rest, so that the two are always the whole.</returns>
    public static long UnusedKurus(long priceKurus, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now, Money allowance, Money left)
    {
        var (all, used) = (Days(from, until), now < from ? 0 : Days(from, now) + 1);
        var byTime = Share(priceKurus, Math.Clamp(all - used, 0, all), all);
        var byUse = allowance.Micros == 0 ? priceKurus : Share(priceKurus, Math.Clamp(left.Micros, 0, allowance.Micros), allowance.Micros);
        return Math.Min(byTime, byUse);
    }

    /// <summary>A trial's part of the credit of a whole period, rounded down.</summary>
    public static Money TrialAllowance(PlanVersionFacts version, DateTimeOffset from, DateTimeOffset until)
    {
        var whole = PlanPeriods.Holding(from, version.Period, from);
        var (all, trial) = (Days(whole.From, whole.Until), Days(from, until));
        return trial >= all ? version.Allowance : new Money((long)((Int128)version.Allowance.Micros * trial / all));
    }

    // Istanbul has had one offset since 2016, so that every day has 24 hours.
    private static long Days(DateTimeOffset from, DateTimeOffset until) => Math.Max(0, (until - from).Ticks / TimeSpan.TicksPerDay);

    private static long Share(long kurus, long part, long whole) => whole <= 0 ? 0 : (long)((((Int128)kurus * part * 2) + whole) / ((Int128)whole * 2));
}
