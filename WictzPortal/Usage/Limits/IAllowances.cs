namespace WictzPortal.Usage;

/// <summary>What came of asking for more of a limit.</summary>
internal enum Fetched : byte
{
    /// <summary>Something has changed: try again.</summary>
    Yes,

    /// <summary>There is not as much left anywhere.</summary>
    Full,

    /// <summary>Who keeps count does not answer. Then nothing is let through.</summary>
    Unknown,
}

/// <summary>Where a node gets from what it hands out of a limit: all of it where it is alone, slices where nodes share it.</summary>
internal interface IAllowances
{
    /// <summary>A window has begun. Quick, and in memory.</summary>
    void Open(LimitCounter counter, Tally tally);

    /// <summary>Gets more. Never runs twice at once for one counter.</summary>
    /// <param name="need">How much is missing; 0 only to learn what is left.</param>
    Task<Fetched> FetchAsync(LimitCounter counter, Tally tally, long need);

    /// <summary>Something was taken: the time to get more before it is missing.</summary>
    void Watch(LimitCounter counter, Tally tally);
}
