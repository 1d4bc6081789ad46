using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>What is known of an incident, in the fields of the Board's form (decision 2019/10) and of GDPR art. 33(3).</summary>
public sealed record IncidentFacts
{
    public const int Longest = 4000;

    /// <summary>What staff call it.</summary>
    public string Title { get; init; } = "";

    public string FilledInBy { get; init; } = "";

    public DateTimeOffset? BeganAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string HowDetected { get; init; } = "";

    public string Source { get; init; } = "";

    public string WhatHappened { get; init; } = "";

    public IReadOnlyList<DataCategory> Categories { get; init; } = [];

    public string SubjectGroups { get; init; } = "";

    public int PeopleCount { get; init; }

    public int RecordCount { get; init; }

    /// <summary>What may follow from it.</summary>
    public string Consequences { get; init; } = "";

    public string ConsequencesSeen { get; init; } = "";

    public string MeasuresBefore { get; init; } = "";

    public string MeasuresAfter { get; init; } = "";

    public string OtherAuthorities { get; init; } = "";

    /// <summary>What people read: what happened, in their words and both languages.</summary>
    public string PeopleTr { get; init; } = "";

    public string PeopleEn { get; init; } = "";

    /// <summary>What people can do themselves, such as rotate their keys.</summary>
    public string AdviceTr { get; init; } = "";

    public string AdviceEn { get; init; } = "";

    public string RootCause { get; init; } = "";

    /// <summary>What was learned, looked at within 30 days of the end.</summary>
    public string Lessons { get; init; } = "";

    /// <summary>What a letter to people must say by decision 2019/271 and does not yet.</summary>
    public bool TellsPeople => PeopleTr.Length > 0 && PeopleEn.Length > 0 && AdviceTr.Length > 0 && AdviceEn.Length > 0 && Categories.Count > 0;
}
