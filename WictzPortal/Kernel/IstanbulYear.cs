namespace WictzPortal.Kernel;

/// <summary>The year of books and documents: Istanbul's, wherever the server stands.</summary>
public static class IstanbulYear
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

    public static int Of(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).Year;

    /// <summary>Its first instant.</summary>
    public static DateTimeOffset StartOf(int year)
    {
        var local = new DateTime(year, 1, 1);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
