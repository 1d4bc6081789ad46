using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>Why nothing may go to a recipient of the register.</summary>
public enum RecipientHindrance
{
    Ended,

    /// <summary>No ground for the transfer abroad, or one that is not yet complete.</summary>
    NoGround,
    GroundExpired,

    /// <summary>A partner without a confidentiality agreement in force.</summary>
    NoConfidentiality,
}

/// <summary>An entry of the register.</summary>
/// <param name="Since">When it came into the register.</param>
/// <param name="EndedAt">From then on it gets nothing.</param>
/// <param name="PolicyCheckedOn">When somebody last found the link to its privacy policy right.</param>
public sealed record RecipientEntry(int Id, RecipientFacts Facts, DateTimeOffset Since, DateTimeOffset? EndedAt, DateOnly? PolicyCheckedOn)
{
    public string Name => Facts.Name;

    /// <summary>In the language of the page.</summary>
    public string CountryName => RecipientWords.Country(Facts.Country);

    /// <summary>Null: data may go there. An agreement holds to the end of its last day in Istanbul.</summary>
    public RecipientHindrance? HindranceAt(DateTimeOffset now)
    {
        var today = BusinessDays.DayOf(now);
        return EndedAt is not null ? RecipientHindrance.Ended
            : Facts.IsAbroad && Facts.Transfer.ExpiresOn < today ? RecipientHindrance.GroundExpired
            : Facts.IsAbroad && !Facts.Transfer.HoldsOn(today) ? RecipientHindrance.NoGround
            : Facts.Type is RecipientType.Partner && !(Facts.Confidentiality is { } agreement && agreement.SignedOn <= today && agreement.ExpiresOn >= today)
                ? RecipientHindrance.NoConfidentiality
            : null;
    }

    public bool IsOpenAt(DateTimeOffset now) => HindranceAt(now) is null;
}
