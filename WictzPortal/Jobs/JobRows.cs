namespace WictzPortal.Jobs;

/// <summary>How a job stands.</summary>
public enum JobState
{
    /// <summary>This node runs no jobs.</summary>
    Off,
    Waiting,
    Running,

    /// <summary>Its last run failed; the next one is waiting.</summary>
    Failed,

    /// <summary>Its time has passed and it has not begun.</summary>
    Late,
}

/// <summary>A job with its schedule, its last run and its next.</summary>
public sealed record JobRow(DeclaredJob Job, JobState State, RunRow? LastRun, DateTimeOffset? NextAt);

/// <summary>A finished run.</summary>
public sealed record RunRow(string Job, DateTimeOffset StartedAt, TimeSpan Took, long? Rows, string? ErrorClass);
