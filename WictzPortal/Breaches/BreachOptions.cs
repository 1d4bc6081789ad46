using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Breaches;

/// <summary>Settings under <c>Breaches</c>: how long each step may take. The law's hours may change; they are counted through weekends.</summary>
internal sealed class BreachOptions
{
    /// <summary>From the first suspicion to its first look. Default 4 hours.</summary>
    [Range(1, 24)]
    public int TriageHours { get; init; } = 4;

    /// <summary>From knowing of a breach to the Board's notice (decision 2019/10). Default 72 hours.</summary>
    [Range(1, 72)]
    public int BoardHours { get; init; } = 72;

    /// <summary>From knowing of a breach to the European authority's notice (GDPR art. 33). Default 72 hours.</summary>
    [Range(1, 96)]
    public int EuHours { get; init; } = 72;

    /// <summary>From knowing who is affected to telling them: what our policy promises. Default 72 hours.</summary>
    [Range(1, 72)]
    public int PeopleHours { get; init; } = 72;

    /// <summary>From knowing of a breach to telling customers that answer for their own data. Default 24 hours.</summary>
    [Range(1, 72)]
    public int CustomerHours { get; init; } = 24;
}
