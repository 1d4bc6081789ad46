namespace WictzPortal.Invoices;

/// <summary>Days and hours of documents: they are those of Istanbul, wherever the server stands.</summary>
internal static class IstanbulTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

    public static DateTime Of(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Of(at));

    public static DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
