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
/// <param name="MetAt">When what it runs for was done; null while it runs.</param>
public sealed record RunningClock(IncidentClock Clock, DateTimeOffset DueAt, DateTimeOffset? MetAt)
{
    public bool IsRunning => MetAt is null;

    public bool IsMissedAt(DateTimeOffset now) => (MetAt ?? now) > DueAt;
}

/// <summary>The clocks of an incident, computed from its dates alone.</summary>
internal static class IncidentClocks
{
    public static IReadOnlyList<RunningClock> Of(Incident incident, BreachOptions options)
    {
        List<RunningClock> clocks = [new(IncidentClock.Triage, incident.SuspectedAt.AddHours(options.TriageHours), incident.TriagedAt)];
        if (incident.AwareAt is { } aware)
        {
            clocks.Add(new(IncidentClock.Customers, aware.AddHours(options.CustomerHours), incident.CustomersAt));
            if (incident.Scope.HasFlag(BreachScope.Kvkk))
            {
                clocks.Add(new(IncidentClock.Board, aware.AddHours(options.BoardHours), incident.BoardAt));
            }

            if (incident.Scope.HasFlag(BreachScope.Gdpr) && incident.EuNotBecause is null)
            {
                clocks.Add(new(IncidentClock.Eu, aware.AddHours(options.EuHours), incident.EuAt));
            }
        }

        if (incident.IdentifiedAt is { } identified && incident.PeopleNotBecause is null)
        {
            clocks.Add(new(IncidentClock.People, identified.AddHours(options.PeopleHours), incident.PeopleAt));
        }

        return clocks;
    }
}
