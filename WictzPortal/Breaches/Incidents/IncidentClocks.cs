namespace WictzPortal.Breaches;

/// <summary>What a clock of an incident runs for.</summary>
public enum IncidentClock
{
    Triage,
    Board,
    Eu,
    People,
    Customers,
}

/// <summary>One clock of an incident.</summary>
/// <param name="Hours">How long it runs.</param>
/// <param name="MetAt">When what it runs for was done; null while it runs.</param>
public sealed record RunningClock(IncidentClock Clock, DateTimeOffset From, int Hours, DateTimeOffset? MetAt)
{
    private static readonly int[] HoursLeft = [4, 24];

    public DateTimeOffset DueAt => From.AddHours(Hours);

    public bool IsRunning => MetAt is null;

    /// <summary>So many hours before it is due the privacy officers are reminded; null while there is longer to go, and when it is over.</summary>
    public int? ReminderAt(DateTimeOffset now) => !IsRunning || now > DueAt
        ? null
        : HoursLeft.Where(left => left < Hours && now >= DueAt.AddHours(-left)).Select(left => (int?)left).FirstOrDefault();

    public bool IsMissedAt(DateTimeOffset now) => (MetAt ?? now) > DueAt;
}

/// <summary>The clocks of an incident, computed from its dates alone.</summary>
internal static class IncidentClocks
{
    public static IReadOnlyList<RunningClock> Of(Incident incident, BreachOptions options)
    {
        List<RunningClock> clocks = [new(IncidentClock.Triage, incident.SuspectedAt, options.TriageHours, incident.TriagedAt)];
        if (incident.AwareAt is { } aware)
        {
            clocks.Add(new(IncidentClock.Customers, aware, options.CustomerHours, incident.CustomersAt));
            if (incident.Scope.HasFlag(BreachScope.Kvkk))
            {
                clocks.Add(new(IncidentClock.Board, aware, options.BoardHours, incident.BoardAt));
            }

            if (incident.Scope.HasFlag(BreachScope.Gdpr) && incident.EuNotBecause is null)
            {
                clocks.Add(new(IncidentClock.Eu, aware, options.EuHours, incident.EuAt));
            }
        }

        if (incident.IdentifiedAt is { } identified && incident.PeopleNotBecause is null)
        {
            clocks.Add(new(IncidentClock.People, identified, options.PeopleHours, incident.PeopleAt));
        }

        return clocks;
    }
}
