namespace WictzPortal.Payments;

/// <summary>PayTR's clock, and the day by which refunds are capped: Istanbul's.</summary>
internal static class IstanbulTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

    public static DateTime At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    public static DateTimeOffset ToUtc(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    /// <summary>When the day of that moment began.</summary>
    public static DateTimeOffset StartOfDay(DateTimeOffset at) => ToUtc(At(at).Date);
}
