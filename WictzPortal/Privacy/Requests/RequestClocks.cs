using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>The dates of a request, all counted in days of Istanbul. What is not moved to the next working day is safe.</summary>
public static class RequestClocks
{
    /// <summary>The shortest month has 28 days: what must be done before any answer is due, is done on this day.</summary>
    public const int PurgeDay = 27;

    /// <summary>How long somebody has to prove who they are.</summary>
    public const int IdentityDays = 25;

    /// <summary>Our own aim for requests for information.</summary>
    public const int InformationDays = 7;

    /// <summary>Our own aim for telling recipients.</summary>
    public const int RecipientDays = 10;

    /// <summary>Midnight in Istanbul.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, CurrentUser.DefaultTimeZone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>KVKK art. 13/2: thirty days, without extension or pause.</summary>
    public static DateOnly Kvkk(DateOnly receivedOn) => receivedOn.AddDays(30);

    /// <summary>GDPR art. 12(3): one calendar month, the same day of it or its last.</summary>
    public static DateOnly Gdpr(DateOnly receivedOn) => receivedOn.AddMonths(1);

    /// <summary>GDPR art. 12(3): two further months.</summary>
    public static DateOnly GdprExtended(DateOnly receivedOn) => receivedOn.AddMonths(3);

    /// <summary>KVKK art. 14/1: the Board takes complaints up to sixty days from the application.</summary>
    public static DateOnly ComplaintLimit(DateOnly receivedOn) => receivedOn.AddDays(60);

    /// <summary>KVKK art. 14/1: and up to thirty days from the answer.</summary>
    public static DateOnly ComplaintUntil(DateOnly receivedOn, DateOnly answeredOn) =>
        Earlier(answeredOn.AddDays(30), ComplaintLimit(receivedOn));

    /// <param name="pausedDays">Days in which the GDPR's clock stood still, because the identity was not proven.</param>
    public static DateOnly Due(Regimes regimes, DateOnly receivedOn, bool isExtended = false, int pausedDays = 0)
    {
        var gdpr = (isExtended ? GdprExtended(receivedOn) : Gdpr(receivedOn)).AddDays(pausedDays);
        return regimes switch
        {
            Regimes.Gdpr => gdpr,
            Regimes.Kvkk => Kvkk(receivedOn),
            _ => Earlier(Kvkk(receivedOn), gdpr),
        };
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
