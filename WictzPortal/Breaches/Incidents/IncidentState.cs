namespace WictzPortal.Breaches;

/// <summary>Where an incident stands. Numbers are stored: they never change.</summary>
public enum IncidentState : byte
{
    Suspected = 1,
    Triaged = 2,
    Confirmed = 3,

    /// <summary>Looked at, and no breach: stays in the register with its reason (GDPR art. 33(5)).</summary>
    NotABreach = 4,
    Contained = 5,
    BoardNotified = 6,
    BoardFollowedUp = 7,
    PeopleNotified = 8,
    Corrected = 9,
    Closed = 10,
}

/// <summary>What law an incident is a breach under: KVKK knows unlawful acquisition, GDPR also loss and change.</summary>
[Flags]
public enum BreachScope : byte
{
    None = 0,
    Kvkk = 1,
    Gdpr = 2,
}

/// <summary>Which step may follow which.</summary>
public static class IncidentStates
{
    extension(IncidentState state)
    {
        public bool IsOpen => state is not (IncidentState.NotABreach or IncidentState.Closed);

        public bool MayBecome(IncidentState next) => (state, next) switch
        {
            (IncidentState.Suspected, IncidentState.Triaged) => true,
            (IncidentState.Triaged, IncidentState.Confirmed or IncidentState.NotABreach) => true,

            // No clock waits for containment.
            (IncidentState.Confirmed, IncidentState.Contained or IncidentState.BoardNotified or IncidentState.PeopleNotified) => true,
            (IncidentState.Contained, IncidentState.BoardNotified or IncidentState.PeopleNotified) => true,
            (IncidentState.BoardNotified or IncidentState.BoardFollowedUp, IncidentState.BoardFollowedUp or IncidentState.PeopleNotified) => true,
            (IncidentState.PeopleNotified, IncidentState.BoardNotified or IncidentState.BoardFollowedUp or IncidentState.Corrected) => true,
            (IncidentState.Corrected, IncidentState.Closed) => true,
            _ => false,
        };
    }
}
